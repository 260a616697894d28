"""`shuzi export` says what it wrote and how it answers."""

import json
import subprocess

from json_names import check_names


def test_an_export_says_how_it_answers(shuzi, tmp_path):
    done = shuzi("export", "--to", "onnx", "--out", tmp_path / "out", "--card")
    assert done.returncode == 0, done.stderr
    assert "same digit     10,000 of 10,000 test images" in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "README.md",
        "SHA256SUMS",
        "export.json",
        "model.onnx",
    ]


def test_its_json_has_the_names_that_it_had(shuzi, tmp_path):
    check_names("export", json.loads(shuzi("export", "--to", "onnx", "--out", tmp_path / "out", "--json").stdout))
    check_names("export.json", json.loads((tmp_path / "out" / "export.json").read_text(encoding="utf-8")))


def test_a_folder_that_is_in_use_is_left_alone(shuzi, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = shuzi("export", "--to", "onnx", "--out", tmp_path)
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_format_is_a_misuse(shuzi):
    done = shuzi("export", "--to", "word")
    assert done.returncode == 2
    assert "expected one of keras, json-h5, onnx" in done.stderr


def test_a_changed_byte_of_an_export_is_noticed_without_shuzi(shuzi, tmp_path):
    assert shuzi("export", "--to", "onnx", "--out", tmp_path / "out", "--card").returncode == 0

    def check() -> subprocess.CompletedProcess[str]:
        command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
        return subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, check=False)

    whole = check()
    assert whole.returncode == 0
    assert whole.stdout.split() == ["README.md:", "OK", "export.json:", "OK", "model.onnx:", "OK"]
    card = tmp_path / "out" / "export.json"
    card.write_text(card.read_text().replace('"seed": 0', '"seed": 1'))
    assert check().returncode == 1
    assert "export.json: FAILED" in check().stdout


def test_an_export_that_is_taken_for_a_run_says_how_to_check_it(shuzi, tmp_path):
    (tmp_path / "SHA256SUMS").touch()
    done = shuzi("verify", tmp_path)
    assert done.returncode == 1
    assert f"cd {tmp_path} && sha256sum -c SHA256SUMS" in done.stderr
