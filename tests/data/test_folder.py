"""A user's own labelled images, and the datasets made of them."""

import numpy as np
import pytest
from PIL import Image

import shuzi
from shuzi.data.dataset import load_dataset
from shuzi.data.folder import hold_out, load_labelled_folder, read_labelled_folder
from shuzi.data.own.read import read_own_images, tell
from shuzi.digits import Split
from shuzi.errors import LabelledFolderError, UsageError
from shuzi.finding.single import frame_digit


@pytest.fixture
def seven(mnist):
    return mnist.test.images[0]


@pytest.fixture
def folder(tmp_path, mnist):
    for digit in range(10):
        (tmp_path / "mine" / str(digit)).mkdir(parents=True)
        for number, index in enumerate(np.flatnonzero(mnist.train.labels == digit)[:6]):
            Image.fromarray(mnist.train.images[index]).save(tmp_path / "mine" / str(digit) / f"{number}.png")
    return tmp_path / "mine"


def test_images_come_sorted_by_label_and_name(folder, mnist):
    images, labels = load_labelled_folder(folder)
    assert labels.tolist() == sorted(list(range(10)) * 6)
    assert (images.shape, images.dtype, labels.dtype) == ((60, 28, 28), np.uint8, np.uint8)
    assert np.array_equal(images[6], mnist.train.images[np.flatnonzero(mnist.train.labels == 1)[0]])


def test_hidden_files_are_passed_over(folder):
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "3" / ".hidden.png").write_bytes(b"x")
    (folder / "3" / "Thumbs.db").write_bytes(b"x")
    assert len(load_labelled_folder(folder).labels) == 60


@pytest.mark.parametrize("name", ["10", "a", "-1", "readme.txt"])
def test_what_is_no_folder_of_a_digit_is_passed_over_and_named(folder, name):
    (folder / name).mkdir()
    own = read_own_images(folder)
    assert len(own.train.labels) == 60
    assert own.passed_over == ((str(folder / name), "no folder of a digit"),)


def test_a_missing_class_is_refused_for_training_only(folder):
    for file in (folder / "5").iterdir():
        file.unlink()
    with pytest.raises(LabelledFolderError, match="is empty"):
        load_labelled_folder(folder)
    (folder / "5").rmdir()
    assert len(load_labelled_folder(folder).labels) == 54
    with pytest.raises(LabelledFolderError, match="no folder named 5"):
        load_labelled_folder(folder, every_class=True)


@pytest.mark.parametrize("write", [lambda path: path.write_text("x"), lambda path: None])
def test_what_is_no_folder_is_refused(tmp_path, write):
    write(tmp_path / "mine")
    with pytest.raises(LabelledFolderError, match="mine"):
        load_labelled_folder(tmp_path / "mine")


def test_a_broken_image_is_passed_over_with_the_reason(folder, caplog):
    (folder / "2" / "small.png").write_bytes((folder / "2" / "0.png").read_bytes()[:90])
    own = read_own_images(folder)
    assert own.train.labels.tolist() == sorted(list(range(10)) * 6)
    ((what, why),) = own.passed_over
    assert what == str(folder / "2" / "small.png")
    assert "PNG" in why
    tell(own, folder)
    assert f"passed over, {why.rstrip('.')}: {what}" in caplog.text


def test_every_kind_of_image_gives_the_same_digit(tmp_path, seven):
    shown = Image.fromarray(seven)
    clear = Image.new("RGBA", (28, 28), (0, 0, 0, 0))
    clear.putalpha(shown)  # black ink on nothing, which counts as white paper
    kinds = {
        "grey.png": shown,
        "colour.png": shown.convert("RGB"),
        "palette.png": shown.convert("P"),
        "dark-on-light.png": Image.fromarray(255 - seven),
        "transparent.png": clear,
        "deep.png": Image.fromarray(seven.astype(np.uint16) * 257),
        "grey.bmp": shown,
        "grey.tiff": shown,
    }
    for name, image in kinds.items():
        image.save(tmp_path / name)
        assert np.array_equal(frame_digit(tmp_path / name)[0], seven), name
    shown.convert("1").save(tmp_path / "black-and-white.png")
    assert set(np.unique(frame_digit(tmp_path / "black-and-white.png")[0])) == {0, 255}
    shown.save(tmp_path / "photo.jpg", quality=95)
    assert np.abs(frame_digit(tmp_path / "photo.jpg")[0].astype(int) - seven).max() < 40


def test_images_of_any_size_are_framed(folder, seven):
    large = Image.fromarray(255 - seven).resize((300, 260))
    large.save(folder / "7" / "large.png")
    images, labels = load_labelled_folder(folder)
    assert images.shape[1:] == (28, 28)
    assert np.mean(shuzi.load().predict(images[labels == 7]).digits == 7) == 1


def _blank(path):
    Image.new("L", (200, 150), 240).save(path)


def test_images_without_a_digit_are_left_out_and_named(folder, caplog):
    whole = load_labelled_folder(folder)
    assert caplog.text == ""
    for name in ("3/paper.png", "8/0-paper.png"):
        _blank(folder / name)
    split, left_out, _ = read_labelled_folder(folder)
    assert np.array_equal(split.images, whole.images)
    assert split.labels.tolist() == whole.labels.tolist()
    assert left_out == (str(folder / "3" / "paper.png"), str(folder / "8" / "0-paper.png"))
    assert f"no digit is found in 2 of the 62 images in {folder}" in caplog.text
    assert "left out: 3/paper.png, 8/0-paper.png" in caplog.text


def test_of_very_many_that_are_left_out_a_few_are_named(folder, caplog):
    for number in range(25):
        _blank(folder / "3" / f"paper-{number:02}.png")
    assert len(read_labelled_folder(folder).left_out) == 25
    assert "paper-19.png and 5 more" in caplog.text
    assert "paper-20.png" not in caplog.text


def test_a_digit_without_a_single_image_of_it_is_refused_by_name(folder):
    for file in (folder / "5").iterdir():
        _blank(file)
    with pytest.raises(LabelledFolderError, match=r"no digit is found in any of the 6 images in .*5; expected one in"):
        load_labelled_folder(folder)


def test_a_dataset_counts_what_was_left_out_and_splits_the_rest_as_ever(folder):
    before = load_dataset(folder)
    _blank(folder / "3" / "paper.png")
    after = load_dataset(folder)
    assert before.describe() | {"left_out_images": 1} == after.describe()
    assert np.array_equal(before.test.images, after.test.images)
    assert load_dataset().describe()["left_out_images"] == 0


def test_about_one_in_five_is_held_out_always_the_same(mnist):
    split = Split(mnist.train.images[:2000], mnist.train.labels[:2000])
    (rest, held), (_, again) = (hold_out(split, one_in=5, seed=1) for _ in range(2))
    assert len(rest.labels) + len(held.labels) == 2000
    assert np.array_equal(held.images, again.images)
    assert 320 <= len(held.labels) <= 480  # 4.5 standard deviations
    assert not {image.tobytes() for image in rest.images} & {image.tobytes() for image in held.images}


def test_what_was_held_out_stays_so_when_others_join(mnist):
    """So no model was ever trained on what the next one is measured with."""
    few, many = (Split(mnist.train.images[:count], mnist.train.labels[:count]) for count in (50, 300))
    held = [
        {image.tobytes() for image in hold_out(split, one_in=5, seed=1, every_class=False)[1].images}
        for split in (few, many)
    ]
    assert held[0] < held[1]
    assert not (held[1] - held[0]) & {image.tobytes() for image in few.images}


def test_a_digit_with_two_images_has_one_on_either_side(mnist):
    for digit in range(10):
        places = np.flatnonzero(mnist.train.labels == digit)[:2]
        rest, held = hold_out(Split(mnist.train.images[places], mnist.train.labels[places]), one_in=5, seed=1)
        assert rest.labels.tolist() == held.labels.tolist() == [digit]


def test_nothing_to_test_with_is_refused(mnist):
    with pytest.raises(LabelledFolderError, match="kept for the test"):
        hold_out(Split(mnist.train.images[:1], mnist.train.labels[:1]), one_in=5, seed=0, every_class=False)


def test_a_single_image_of_a_digit_cannot_be_split(mnist):
    with pytest.raises(LabelledFolderError, match="single image of the digit"):
        hold_out(Split(mnist.train.images[:1], mnist.train.labels[:1]), one_in=5, seed=0)


def test_validation_images_are_never_trained_on_and_always_the_same():
    whole, small = load_dataset(validation_images=5000), load_dataset(validation_images=5000, limit=100)
    assert (len(whole.train.labels), len(whole.validation.labels), len(whole.test.labels)) == (55_000, 5000, 10_000)
    assert np.array_equal(whole.validation.images, small.validation.images)
    assert len(small.train.labels) == 100
    kept = {image.tobytes() for image in whole.validation.images}
    assert len(kept & {image.tobytes() for image in whole.train.images}) == 0


def test_a_folder_is_split_for_the_test(folder):
    dataset = load_dataset(folder)
    assert len(dataset.train.labels) + len(dataset.test.labels) == 60
    assert set(dataset.train.labels) == set(dataset.test.labels) == set(range(10))
    assert dataset.name == str(folder)


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"limit": -1}, {"validation_images": -1}, {"validation_images": 60_000}]
)
def test_sizes_that_make_no_sense_are_refused(wrong):
    with pytest.raises(UsageError, match="expected"):
        load_dataset(**wrong)


def test_a_path_that_is_too_long_is_no_labelled_folder(tmp_path):
    with pytest.raises(LabelledFolderError, match="cannot be read"):
        load_labelled_folder(tmp_path / ("x" * 5000))
