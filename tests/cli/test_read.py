"""`shuzi read`, as a person uses it."""

import csv
import io
import json
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import numpy as np
import pytest
from mnist_pages.pages import draw_page
from PIL import Image
from scoring.transcripts import edit_distance

from shuzi.cli import app
from shuzi.errors import ImageError
from shuzi.reading.many import Job, read_files
from shuzi.reading.page import Box, Digit, Line, Page
from shuzi.reading.reader import Reader


@pytest.fixture
def pages(tmp_path, mnist):
    """Three pages in a folder, and what the reader reads on each, by file name."""
    folder, texts = tmp_path / "scans", {}
    folder.mkdir()
    for number in range(3):
        page = draw_page("plain", mnist.test, np.random.default_rng(60 + number))
        Image.fromarray(page.pixels).save(folder / f"{number}.png")
        texts[str(folder / f"{number}.png")] = Reader().read(page.pixels).text.replace("\n", "")
        assert edit_distance(texts[str(folder / f"{number}.png")], "".join(page.lines)) <= 2
    return folder, texts


def test_a_page_is_printed_line_by_line(shuzi, pages):
    folder, texts = pages
    file = folder / "0.png"
    done = shuzi("read", file)
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace("?", "").replace("\n", "") == texts[str(file)]


def test_json_gives_an_object_a_file_and_a_line_each(shuzi, pages):
    folder, texts = pages
    done = shuzi("read", folder, "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [page["file"] for page in told] == sorted(texts)
    assert all(page["error"] is None for page in told)
    assert {page["file"]: "".join(line["text"] for line in page["lines"]) for page in told} == texts


def test_csv_has_a_row_for_every_digit(shuzi, pages, tmp_path):
    folder, texts = pages
    done = shuzi("read", str(folder / "*.png"), "--csv", tmp_path / "answers.csv")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert "".join(row["digit"] for row in rows) == "".join(texts[name] for name in sorted(texts))
    assert {row["sure"] for row in rows} <= {"yes", "no"}


def test_a_hyphen_prints_the_table_alone(shuzi, pages, tmp_path):
    folder, texts = pages
    done = shuzi("read", folder, "--csv", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert "".join(row["digit"] for row in rows) == "".join(texts[name] for name in sorted(texts))
    assert list(tmp_path.iterdir()) == [folder]
    done = shuzi("predict", folder / "0.png", "--csv", "-", cwd=tmp_path)
    assert [row["file"] for row in csv.DictReader(io.StringIO(done.stdout))] == [str(folder / "0.png")]
    assert list(tmp_path.iterdir()) == [folder]
    done = shuzi("read", folder, "--csv", "-", "--json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--csv - and --json" in done.stderr


def test_pictures_are_written(shuzi, pages, tmp_path):
    folder, _ = pages
    done = shuzi("read", folder, "--annotate", tmp_path / "drawn", "--steps", tmp_path / "steps")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["0.png", "1.png", "2.png"]
    assert len(list((tmp_path / "steps" / "1").iterdir())) == 6
    assert shuzi("read", folder / "0.png", "--annotate", tmp_path / "one.png").returncode == 0
    with Image.open(tmp_path / "one.png") as drawn:
        assert max(drawn.size) >= 800


def test_a_file_that_cannot_be_read_stops_no_other(shuzi, pages):
    folder, texts = pages
    (folder / "notes.txt").write_text("no picture")
    done = shuzi("read", folder, "--json")
    told = {page["file"]: page for page in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert "notes.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert told[str(folder / "notes.txt")]["error"]
    assert sum(page["error"] is None for page in told.values()) == len(texts)


def test_a_reading_process_that_is_ended_from_outside_is_said(monkeypatch, tmp_path):
    class Broken:
        def __init__(self, *_): ...

        def __enter__(self):
            return self

        def __exit__(self, *_): ...

        def map(self, *_, **__):
            raise BrokenProcessPool

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Broken)
    monkeypatch.setattr("shuzi.reading.many.cores", lambda: 2)
    with pytest.raises(ImageError, match="one of the 2 processes that read was ended from outside"):
        list(read_files([Job(tmp_path / f"{number}.png") for number in range(9)]))


def test_many_files_are_read_by_several_processes_in_order(shuzi, pages, tmp_path):
    folder, texts = pages
    many = tmp_path / "many"
    many.mkdir()
    for number in range(9):
        (many / f"{number}.png").write_bytes((folder / f"{number % 3}.png").read_bytes())
    done = shuzi("read", many, "--json")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [page["file"] for page in told] == [str(many / f"{number}.png") for number in range(9)]
    wanted = [texts[str(folder / f"{number % 3}.png")] for number in range(9)]
    assert ["".join(line["text"] for line in page["lines"]) for page in told] == wanted


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gone.png"], "gone.png"),
        (["*.png"], "no file fits"),
        (["0.png", "--model", "gone"], "gone is not there"),
        (["0.png", "--annotate", "0.png/out.png"], "cannot be written"),
        (["0.png", "--csv", "gone/answers.csv"], "cannot be written"),
    ],
)
def test_misuse_is_explained_in_one_line(shuzi, pages, tmp_path, arguments, says):
    folder, _ = pages
    cwd = tmp_path if arguments[0] == "*.png" else folder
    done = shuzi("read", *arguments, cwd=cwd)
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def form(monkeypatch):
    """Whatever is read is a form, 2024 in print above a 41 by hand, after which the 1 is not sure."""

    def line(text, *, printed):
        digits = (Digit(int(one), 0.9, sure=one != "1", box=Box(1, 2, 3, 4), printed=printed) for one in text)
        return Line(tuple(digits))

    page = Page(90, 60, (line("2024", printed=True), line("41", printed=False)), file="form.png")
    answer = lambda jobs, _model: (replace(page, printed_too=job.printed) for job in jobs)  # noqa: E731 - stands in
    monkeypatch.setattr("shuzi.reading.many.read_files", answer)


def test_print_is_left_out_and_that_is_said(form, capsys, tmp_path):
    app(["read", "form.png", "--csv", str(tmp_path / "form.csv")], standalone_mode=False)
    printed = capsys.readouterr()
    assert printed.out == "41?\n"
    assert printed.err == (
        "1 of 2 digits are not sure; they are marked with ?.\n"
        "digits in print that are left out: 4; --printed tells them.\n"
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "form.csv").read_text(encoding="utf-8"))))
    assert [(row["line"], row["digit"], row["printed"]) for row in rows] == [("1", "4", "no"), ("1", "1", "no")]


def test_print_is_told_where_it_is_wanted(form, capsys, tmp_path):
    app(["read", "form.png", "--printed", "--csv", str(tmp_path / "form.csv")], standalone_mode=False)
    printed = capsys.readouterr()
    assert printed.out == "2024\n41?\n"
    assert "left out" not in printed.err
    assert "4 of 6 digits are in print, not in handwriting.\n" in printed.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "form.csv").read_text(encoding="utf-8"))))
    assert [row["printed"] for row in rows] == ["yes"] * 4 + ["no"] * 2


def test_a_page_without_digits_is_answered_in_the_word_of_all_commands(shuzi, tmp_path):
    Image.new("L", (300, 200), 235).save(tmp_path / "paper.png")
    assert shuzi("read", tmp_path / "paper.png").stdout == "no digit\n"
