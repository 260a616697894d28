"""What macOS and Windows put beside images by themselves is passed over, and a stray file stops no other."""

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from shuzi.data.folder import load_labelled_folder
from shuzi.errors import ImageError
from shuzi.reading.many import find_files

CLUTTER = (
    ".DS_Store",
    "._seven.png",
    "Thumbs.db",
    "desktop.ini",
    "Desktop.ini",
    "__MACOSX/seven.png",
    ".git/seven.png",
)


@pytest.fixture
def folder(tmp_path, mnist):
    """An image, and all that may lie beside it without anybody's doing."""
    for name in CLUTTER:
        (tmp_path / "mine" / "7" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mine" / "7" / name).write_bytes(b"no image")
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "mine" / "7" / "seven.png")
    return tmp_path / "mine" / "7"


@pytest.mark.parametrize("pattern", ["", "*", "**", "**/*"])
def test_only_the_images_of_a_folder_are_found(folder, pattern):
    assert find_files([folder / pattern]) == [folder / "seven.png"]


def test_only_the_images_of_a_labelled_folder_are_found(folder):
    (folder.parent / "__MACOSX").mkdir()
    assert load_labelled_folder(folder.parent).labels.tolist() == [7]


def test_what_is_named_is_taken_though_it_is_hidden(folder):
    assert find_files([folder / "._seven.png"]) == [folder / "._seven.png"]
    assert find_files([folder / ".git" / "*.png"]) == [folder / ".git" / "seven.png"]


def test_a_folder_of_clutter_holds_no_file(folder):
    (folder / "seven.png").unlink()
    with pytest.raises(ImageError, match="without files"):
        find_files([folder])


def test_a_stray_file_stops_no_other_answer(say_in, folder, tmp_path):
    (folder / "notes.txt").write_text("no image")
    code, out, err = say_in("utf-8", "predict", folder, "--json", "--csv", tmp_path / "answers.csv")
    assert code == 1
    assert err.startswith(f"shuzi: {folder / 'notes.txt'} ")
    notes, seven = json.loads(out)["predictions"]
    assert (Path(notes["file"]).name, notes["digit"], notes["confidence"]) == ("notes.txt", None, 0)
    assert notes["error"] in err
    assert (seven["digit"], seven["error"]) == (7, None)
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        assert [(row["digit"], bool(row["error"])) for row in csv.DictReader(stream)] == [("", True), ("7", False)]
    assert [line.split()[1] for line in say_in("utf-8", "predict", folder)[1].splitlines()] == ["7"]
