"""`shuzi read --out`: every file is in the table, once, whatever it is, and the table is whole or not there."""

import csv
import json
import subprocess
import sys

import pytest
from ended_from_outside import end_at_the_third

from shuzi.errors import OutputError, UsageError
from shuzi.reading.reader import Reader
from shuzi.reading.table_rows import COLUMNS
from shuzi.scale import pool, table_job, task
from shuzi.scale.table_job import Summary, TableJob, read_to_table
from shuzi.whole_file import whole_output


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: 1)


@pytest.fixture
def paths(scans, names):
    return [scans / name for name in names]


def _rows_of_csv(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_file_has_its_rows_in_order_and_errors_are_rows(paths, tmp_path):
    summary = read_to_table(TableJob(paths, tmp_path / "all.csv"))
    rows = _rows_of_csv(tmp_path / "all.csv")
    assert list(rows[0]) == [column.name for column in COLUMNS["digits"]]
    assert list(dict.fromkeys(row["file"] for row in rows)) == list(map(str, paths))
    assert [row["digit"] for row in rows[:4]] == ["7", "2", "1", "0"]
    assert {row["sure"] for row in rows} <= {"yes", "no", ""}
    by_file = {row["file"].rpartition("/")[2]: row for row in rows}
    assert by_file["blank.png"]["digit"] == by_file["blank.png"]["error"] == ""
    assert "expected" in by_file["notes.txt"]["error"]
    assert [(row["page"], row["digit"]) for row in rows if row["file"].endswith("two.tif")] == [("1", "7"), ("2", "2")]
    assert summary == Summary(len(paths), 0, len(paths) + 1, len(rows) - 2, summary.unsure, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv"]


def test_all_kinds_of_tables_hold_the_same(paths, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    for name in ("all.csv", "all.jsonl", "all.parquet", "shards"):
        read_to_table(TableJob(paths[-6:], tmp_path / name))
    objects = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert pq.read_table(tmp_path / "all.parquet").to_pylist() == objects
    assert pq.read_table(tmp_path / "shards").to_pylist() == objects
    texts = [
        [
            "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            for value in row
        ]
        for row in (list(one.values()) for one in objects)
    ]
    told = [list(row.values()) for row in _rows_of_csv(tmp_path / "all.csv")]
    confidence = [column.name for column in COLUMNS["digits"]].index("confidence")
    for row, other in zip(told, texts, strict=True):
        assert (row[confidence] and float(row.pop(confidence))) == (other[confidence] and float(other.pop(confidence)))
        assert row == other


def test_a_row_can_be_a_line(paths, tmp_path):
    read_to_table(TableJob(paths[:2], tmp_path / "lines.csv", rows="lines"))
    assert [row["text"] for row in _rows_of_csv(tmp_path / "lines.csv")] == ["7", "2"]


def test_going_on_reads_no_file_twice_and_ends_with_the_same_bytes(paths, tmp_path, monkeypatch):
    read_to_table(TableJob(paths, tmp_path / "whole.csv"))
    monkeypatch.setattr(table_job, "_FIRST_AFTER", 0.0)  # a shard a file
    monkeypatch.setattr(table_job, "_SHARE_AT_RISK", 0.0)

    def stop(pages, read=[]):  # noqa: B006 - counts the calls
        read.append(pages)
        if len(read) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_to_table(TableJob(paths, tmp_path / "part.csv"), stop)
    assert not (tmp_path / "part.csv").exists()
    with pytest.raises(UsageError, match="holds what was read before; go on with --resume"):
        read_to_table(TableJob(paths, tmp_path / "part.csv"))
    seen = []
    summary = read_to_table(TableJob(paths, tmp_path / "part.csv", resume=True), seen.extend)
    assert (summary.done_before, summary.files) == (5, len(paths) - 5)
    assert {page.file for page in seen} == set(map(str, paths[5:]))
    assert (tmp_path / "part.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_finished_table_is_left_alone_and_one_that_lacks_files_is_said(paths, tmp_path):
    read_to_table(TableJob(paths[:2], tmp_path / "all.jsonl"))
    before = (tmp_path / "all.jsonl").stat().st_mtime_ns
    assert read_to_table(TableJob(paths[:2], tmp_path / "all.jsonl", resume=True)) == Summary(done_before=2)
    assert (tmp_path / "all.jsonl").stat().st_mtime_ns == before
    with pytest.raises(UsageError, match="is finished, and does not hold"):
        read_to_table(TableJob(paths[:3], tmp_path / "all.jsonl", resume=True))


def test_a_folder_of_shards_takes_what_is_new(paths, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    read_to_table(TableJob(paths[:2], tmp_path / "shards"))
    summary = read_to_table(TableJob(paths[:4], tmp_path / "shards", resume=True))
    assert (summary.done_before, summary.files) == (2, 2)
    assert pq.read_table(tmp_path / "shards")["file"].to_pylist() == list(map(str, paths[:4]))


def test_going_on_in_another_way_is_refused(paths, tmp_path):
    pytest.importorskip("pyarrow")
    read_to_table(TableJob(paths[:1], tmp_path / "shards"))
    with pytest.raises(
        UsageError, match=r"was begun in another way \(rows was digits and is lines\); go on as it was begun"
    ):
        read_to_table(TableJob(paths[:1], tmp_path / "shards", rows="lines", resume=True))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    with pytest.raises(UsageError, match=r"holds other files \(letter.txt\); expected a new or an empty folder"):
        read_to_table(TableJob(paths[:1], tmp_path / "other"))


def test_without_ray_the_line_that_installs_it_is_told(scans, tmp_path):
    hidden = "import sys; sys.modules['ray'] = sys.modules['fsspec'] = None; from shuzi.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "read", scans, "--out", tmp_path / "all.csv", "--engine", "ray"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "(ray): pip install 'ray[data]'" in done.stderr


def test_two_processes_never_write_into_one_table(paths, tmp_path):
    def again(_):
        read_to_table(TableJob(paths[:2], tmp_path / "all.csv", resume=True))

    with pytest.raises(OutputError, match=r"another process writes into .*all\.csv.parts; wait until it is done"):
        read_to_table(TableJob(paths[:2], tmp_path / "all.csv"), again)


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    def fail():
        with whole_output(tmp_path / "a.csv") as stream:
            stream.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with whole_output(tmp_path / "a.csv") as stream:
        stream.write(b"all")
        assert not (tmp_path / "a.csv").exists()
    assert (tmp_path / "a.csv").read_bytes() == b"all"


def test_a_process_that_is_ended_from_outside_costs_one_file_alone(paths, monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr(pool, "FEWEST_FOR_PROCESSES", 2)
    monkeypatch.setattr(pool, "_read_in_process", end_at_the_third)
    pages = [page for pages in pool.read_many(paths[:6]) for page in pages]
    assert [page.file for page in pages] == list(map(str, paths[:6]))
    assert [page.error is not None for page in pages] == [False, False, True, False, False, False]
    assert "was ended from outside twice" in pages[2].error


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "a.xls"], "a.xls names no kind of table; expected a name that ends in .csv, .jsonl, .parquet"),
        (["--rows", "lines"], "belong to a table; expected --out"),
        (["--out", "a.csv", "--rows", "words"], "a row cannot be 'words'; expected one of digits, lines"),
        (["--out", "a.csv", "--engine", "spark"], "no engine 'spark'; expected one of pool, ray"),
        (["--out", "a.csv", "--csv", "b.csv"], "so --csv cannot stand beside it"),
        (
            ["--out", "s3://b/a"],
            "s3://b/a lies elsewhere; expected files of this machine. Or read it with --engine ray",
        ),
        (["--out", "a.csv", "--engine", "ray"], "a.csv is a file; expected a folder"),
    ],
)
def test_misuse_is_told(scans, tmp_path, monkeypatch, arguments, says):
    from typer.testing import CliRunner

    from shuzi.cli import app

    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["read", str(scans / "00.png"), *arguments])
    assert isinstance(done.exception, UsageError)
    assert says in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow_parquet_is_refused_and_csv_written(scans, tmp_path):
    program = (
        "import sys; sys.modules['pyarrow'] = None; from shuzi.cli import main;"
        f"sys.argv = ['shuzi', 'read', {str(scans / '00.png')!r}, '--out', sys.argv[1]]; main()"
    )
    for name, code in (("a.parquet", 1), ("a.csv", 0)):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / name)], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
    assert "a.csv: 1 file, 1 page, 1 digit" in done.stdout


def test_the_command_says_what_was_done(scans, tmp_path):
    command = [sys.executable, "-m", "shuzi", "read", str(scans), "--out", str(tmp_path / "a.jsonl"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "notes.txt" in done.stderr
    told = json.loads(done.stdout)
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert (told["files"], told["errors"], told["digits"]) == (15, 1, len(lines) - 2)


def test_reader_is_loaded_once_for_a_table(paths, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(task, "Reader", lambda *one, **more: made.append(one) or Reader(*one, **more))
    read_to_table(TableJob(paths[:3], tmp_path / "a.csv"))
    assert len(made) == 1
