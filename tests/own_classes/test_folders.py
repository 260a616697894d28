"""Which folders are classes of one's own, and which are digits as they always were."""

import unicodedata

import numpy as np
import pytest
from own_signs import draw_sign, write_signs
from PIL import Image

from shuzi.classes import in_order
from shuzi.data.dataset import load_dataset
from shuzi.data.folder import load_labelled_folder
from shuzi.data.own.layout import find_labelled
from shuzi.data.own.read import read_own_images
from shuzi.errors import LabelledFolderError
from shuzi.finding.sign import frame_signs


def _guess(folder):
    return read_own_images(folder, own_classes=True)


def _rename(folder, names):
    for old, new in names.items():
        (folder / old).rename(folder / new)
    return folder


def test_folders_of_signs_are_classes_in_the_order_in_which_people_count(tmp_path):
    own = _guess(write_signs(tmp_path, "十三一二", each=2))
    assert (own.layout, own.classes) == ("classes", ("一", "二", "三", "十"))
    assert own.counts() == [2, 2, 2, 2]
    assert own.train.labels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_numbers_in_names_count_as_numbers():
    assert in_order(["sign 10", "Sign 9", "b", "A"]) == ("A", "b", "Sign 9", "sign 10")


def test_ten_folders_of_chinese_digits_are_the_digits(tmp_path):
    own = _guess(_rename(write_signs(tmp_path, "一二三四五六七八九十", each=1), {"十": "零"}))
    assert (own.layout, own.classes) == ("folders", None)


def test_digits_with_a_folder_of_something_else_stay_digits(tmp_path):
    names = dict(zip("ABCDEFGHIJ", [*"0123456789"], strict=True))
    own = _guess(_rename(write_signs(tmp_path, "ABCDEFGHIJ", each=1), {**names, "J": "notes"}))
    assert own.classes is None
    assert [note.what for note in own.passed_over] == [str(tmp_path / "notes")]


def test_who_asks_for_digits_gets_no_classes_by_surprise(tmp_path):
    write_signs(tmp_path / "numerals", "一二三", each=1)
    write_signs(tmp_path / "letters", "AB", each=1)
    assert set(load_labelled_folder(tmp_path / "numerals").labels.tolist()) == {1, 2, 3}
    with pytest.raises(LabelledFolderError, match="tells no labels"):
        load_labelled_folder(tmp_path / "letters")


def test_folders_of_writers_with_digits_in_them_are_no_classes(tmp_path):
    for writer in ("Ann", "Bo"):
        _rename(write_signs(tmp_path / writer, "AB", each=1), {"A": "0", "B": "1"})
    with pytest.raises(LabelledFolderError, match="tells no labels"):
        _guess(tmp_path)


def test_names_of_images_that_begin_with_digits_are_asked_about(tmp_path, rng):
    for page in ("monday", "tuesday"):
        (tmp_path / page).mkdir()
        for digit in range(3):
            Image.fromarray(draw_sign("A", digit, rng)).save(tmp_path / page / f"{digit}_a.png")
    with pytest.raises(LabelledFolderError, match=r"say --layout names for those digits, or --layout classes"):
        _guess(tmp_path)
    assert read_own_images(tmp_path, "classes").classes == ("monday", "tuesday")


def test_digits_may_be_names_of_classes_for_who_says_so(tmp_path):
    own = read_own_images(_rename(write_signs(tmp_path, "AB", each=1), {"A": "10", "B": "12"}), "classes")
    assert own.classes == ("10", "12")


@pytest.mark.parametrize("count", [1, 101])
def test_two_to_a_hundred_classes_are_taken(tmp_path, count, rng):
    image = Image.fromarray(draw_sign("A", 0, rng))
    for number in range(count):
        (tmp_path / f"sign {number}").mkdir()
        image.save(tmp_path / f"sign {number}" / "a.png")
    (tmp_path / "read me.txt").write_text("about")
    with pytest.raises(LabelledFolderError, match=rf"{count} classes; expected 2 to 100"):
        read_own_images(tmp_path, "classes")


def test_an_empty_class_is_refused(tmp_path):
    write_signs(tmp_path, "AB", each=1)
    (tmp_path / "C").mkdir()
    with pytest.raises(LabelledFolderError, match=r"C holds no image; expected images of C"):
        read_own_images(tmp_path, "classes")


@pytest.mark.parametrize("name", ["a\nb", "a" * 41, "x\u202ey"])
def test_a_name_that_cannot_be_printed_on_a_line_is_refused(tmp_path, name):
    _rename(write_signs(tmp_path, "AB", each=1), {"B": name})
    with pytest.raises(LabelledFolderError, match="expected up to 40 letters that can be printed"):
        read_own_images(tmp_path, "classes")


def test_names_are_the_same_whichever_system_wrote_them(tmp_path):
    decomposed = unicodedata.normalize("NFD", "é")
    own = _guess(_rename(write_signs(tmp_path, "AB", each=1), {"B": decomposed}))
    assert own.classes == ("A", "é")


def test_hidden_folders_are_passed_over(tmp_path):
    own = _guess(_rename(write_signs(tmp_path, "ABC", each=1), {"C": ".C"}))
    assert own.classes == ("A", "B")
    assert own.passed_over == ()


def test_parts_for_training_and_for_the_test_share_their_classes(tmp_path):
    write_signs(tmp_path / "train", "BCA", each=2)
    write_signs(tmp_path / "test", "CDA", each=1)
    own = _guess(tmp_path)
    assert own.classes == ("A", "B", "C")
    assert own.test is not None
    assert own.test.labels.tolist() == [0, 2]
    assert [note.what for note in own.passed_over] == [str(tmp_path / "test" / "D" / "000.png")]


def test_other_names_for_the_same_images_are_other_data(tmp_path):
    write_signs(tmp_path, "AB", each=4)
    before = load_dataset(tmp_path).digests
    assert load_dataset(_rename(tmp_path, {"B": "C"})).digests != before


def test_a_sign_is_framed_with_all_its_strokes(rng):
    framed = frame_signs([draw_sign("三", number, rng) for number in range(6)])
    assert framed.found.all()
    inked = (framed.images > 100).any(axis=2).astype(int)  # (6, 28): rows with ink
    rises = (np.diff(inked, axis=1, prepend=0) == 1).sum(axis=1)
    assert (rises >= 2).all()
    assert np.median(rises) == 3


def test_paper_without_ink_holds_no_sign(rng):
    paper = rng.normal(235, 2, (80, 80)).clip(0, 255).astype(np.uint8)
    framed = frame_signs([paper])
    assert not framed.found.any()
    assert not framed.images.any()


def test_light_ink_on_dark_paper_is_the_same_sign(rng):
    image = draw_sign("九", 1, rng)
    dark, light = frame_signs([image, np.asarray(255 - image, np.uint8)]).images.astype(int)
    assert np.abs(dark - light).mean() < 3


def test_one_class_alone_is_counted_as_one(tmp_path):
    (tmp_path / "mine" / "A").mkdir(parents=True)
    Image.new("L", (28, 28), 255).save(tmp_path / "mine" / "A" / "a.png")
    with pytest.raises(LabelledFolderError, match="mine holds folders of 1 classes; expected 2 to 100"):
        find_labelled(tmp_path / "mine", "classes")
