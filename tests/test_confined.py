"""Work in a process of its own: what ends it is said, and ends nothing else."""

import pytest

from shuzi.confined import Confined, EndedError

pytest.importorskip("pypdfium2")

MODULE = "shuzi.imaging.pdf_process"


def test_a_process_that_does_not_answer_in_time_is_ended():
    with Confined(MODULE, seconds=0.02, most_answer_bytes=100) as process, pytest.raises(EndedError, match="too long"):
        process.ask({}, b"%PDF-1.7")


def test_a_process_that_ends_by_itself_is_said():
    with Confined("shuzi.no_such_module", seconds=60, most_answer_bytes=100) as process, pytest.raises(EndedError):
        process.ask({})


def test_a_file_in_this_folder_is_no_module(tmp_path, monkeypatch):
    (tmp_path / "pypdfium2.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    with Confined(MODULE, seconds=60, most_answer_bytes=100) as process:
        assert "error" in process.ask({}, b"%PDF-1.7")[0]
    assert not (tmp_path / "ran").exists()
