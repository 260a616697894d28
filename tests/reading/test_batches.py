"""A reader takes a batch as engines hand it out, and gives rows of the same kind."""

import pickle

import numpy as np
import pytest
from PIL import Image

from shuzi.errors import UsageError
from shuzi.reading.table_rows import COLUMNS


@pytest.fixture
def files(tmp_path, mnist):
    """A 7, a blank page, and something that is no image."""
    Image.fromarray(255 - np.pad(mnist.test.images[0], 30)).save(tmp_path / "seven.png")
    Image.new("L", (90, 90), 255).save(tmp_path / "blank.png")
    (tmp_path / "notes.txt").write_text("no picture")
    return [tmp_path / name for name in ("seven.png", "blank.png", "notes.txt")]


@pytest.fixture
def batch(files):
    content = np.array([file.read_bytes() for file in files], object)
    return {"path": np.array([str(file) for file in files], object), "bytes": content}


def _told(rows):
    names = ["file", "page", "digit", "error"]
    return list(zip(*([None if value is None else value for value in rows[name]] for name in names), strict=True))


def _check(told, files):
    (seven, blank, broken) = told
    assert seven[:3] == (str(files[0]), 1, 7)
    assert blank == (str(files[1]), 1, None, None)
    assert broken[:3] == (str(files[2]), 1, None)
    assert broken[3].startswith(f"{files[2]} is no image")


def test_every_file_has_a_row_and_what_cannot_be_read_says_why(reader, files, batch):
    rows = reader(batch)
    assert list(rows) == [column.name for column in COLUMNS["digits"]]
    _check(_told(rows), files)


def test_files_without_content_are_opened(reader, files, batch):
    assert _told(reader({"path": batch["path"]}))[:2] == _told(reader(batch))[:2]


def test_a_table_of_pyarrow_gives_one_with_the_same_types_whatever_was_read(reader, files, batch):
    pa = pytest.importorskip("pyarrow")
    table = pa.table({name: pa.array(list(values)) for name, values in batch.items()})
    rows = reader(table)
    _check(_told(rows.to_pydict()), files)
    assert reader(table.slice(2)).schema == rows.schema


def test_a_frame_of_pandas_gives_a_frame(reader, files, batch):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"path": batch["path"], "content": batch["bytes"]})
    rows = reader(frame)
    _check(_told(rows.astype(object).where(rows.notna(), None)), files)
    assert (reader(frame[2:]).dtypes == rows.dtypes).all()


def test_an_iterator_gives_an_iterator(reader, batch):
    rows = reader(iter([batch, batch]))
    assert [len(one["file"]) for one in rows] == [3, 3]


def test_a_row_can_be_a_line(reader, written, tmp_path):
    Image.fromarray(written("123", "45")).save(tmp_path / "page.png")
    page = reader.read(tmp_path / "page.png")
    rows = reader({"path": np.array([str(tmp_path / "page.png")])}, rows="lines")
    assert list(rows) == [column.name for column in COLUMNS["lines"]]
    assert rows["text"].tolist() == page.text.split("\n")
    assert rows["line"].tolist() == [1, 2]
    for row, line in enumerate(page.lines):
        assert rows["confidence"][row] == pytest.approx(min(digit.confidence for digit in line.told), abs=1e-4)
        assert rows["x"][row] == min(digit.box.x for digit in line.told)
        assert rows["x"][row] + rows["width"][row] == max(digit.box.x + digit.box.width for digit in line.told)


def test_a_reader_in_another_process_gives_the_same_rows(reader, batch):
    other = pickle.loads(pickle.dumps(reader))
    assert _told(other(batch)) == _told(reader(batch))


@pytest.mark.parametrize(
    ("batch", "options", "says"),
    [
        ([1, 2], {}, "a batch is a list; expected a dict of arrays"),
        ({"name": np.array(["a.png"])}, {}, "a batch has the columns name; expected path"),
        ({"path": np.array([])}, {"rows": "pages"}, "a row cannot be 'pages'; expected one of digits, lines"),
    ],
)
def test_a_batch_of_another_kind_is_refused(reader, batch, options, says):
    with pytest.raises(UsageError, match=says):
        reader(batch, **options)
