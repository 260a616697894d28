"""Pages in, digits out, with the shipped model."""

import pickle
import shutil

import cv2
import numpy as np
import pytest
from PIL import Image

import shuzi
from shuzi.errors import ImageError
from shuzi.reading.annotate import annotate, steps
from shuzi.reading.fusion import SURE_FROM
from shuzi.reading.reader import Reader
from shuzi.store.model import PRETRAINED


def texts(page):
    return [line.text for line in page.lines]


def test_a_page_is_read_line_by_line(reader, written):
    assert texts(reader.read(written("0123456", "789", "42"))) == ["0123456", "789", "42"]


def test_boxes_lie_where_the_digits_are(reader, written):
    page = written("7302")
    for digit in reader.read(page).digits:
        x, y, width, height = digit.box
        assert 45 <= y <= 55
        assert 55 <= height <= 65
        assert page[y : y + height, x : x + width].min() < 120
        assert page[y - 8 : y - 3, x : x + width].min() > 200


def test_boxes_of_a_large_page_are_in_its_own_pixels(reader, written):
    page = written("5081")
    large = cv2.resize(page, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    small, big = reader.read(page), reader.read(large)
    assert (big.width, big.height) == (4 * small.width, 4 * small.height)
    assert [digit.digit for digit in big.digits] == [5, 0, 8, 1]
    for one, other in zip(small.digits, big.digits, strict=True):
        np.testing.assert_allclose(np.array(other.box) / 4, one.box, atol=4)


def test_dark_and_light_ink_are_both_read(reader, written):
    page = written("314")
    assert texts(reader.read(page)) == texts(reader.read(255 - page)) == ["314"]


def test_a_page_that_lies_on_its_side_is_turned(reader, written):
    page = written("4537264", "25794")
    for turns in (1, 3):
        read = reader.read(np.ascontiguousarray(np.rot90(page, turns)))
        assert texts(read) == ["4537264", "25794"]
        assert (read.width, read.height) == (900, 600)


def test_a_page_on_its_head_is_turned(reader, written):
    page = written("4537264", "25794")
    assert texts(reader.read(np.ascontiguousarray(page[::-1, ::-1]))) == ["4537264", "25794"]


def test_a_lone_digit_beside_specks_is_not_turned_on_its_head(reader, written):
    page = written("9")
    for column in (150, 190, 230):
        cv2.circle(page, (column, 100), 4, (40, 40, 40), -1)
    cv2.putText(page, "h", (260, 110), cv2.FONT_HERSHEY_SIMPLEX, 2, (30, 30, 30), 4, cv2.LINE_AA)
    assert texts(reader.read(page)) == ["9"]


@pytest.mark.parametrize("kind", ["path", "bytes", "Pillow image", "array"])
def test_a_page_may_come_as(kind, reader, written, tmp_path):
    page = written("62")
    file = tmp_path / "page.png"
    Image.fromarray(page).save(file)
    source = {"path": file, "bytes": file.read_bytes(), "Pillow image": Image.fromarray(page), "array": page}[kind]
    read = reader.read(source)
    assert texts(read) == ["62"]
    assert read.file == (str(file) if kind == "path" else None)


def test_paper_without_digits_gives_none(reader):
    assert reader.read(np.full((300, 400, 3), 230, np.uint8)).lines == ()
    noise = np.random.default_rng(0).normal(200, 4, (300, 400, 3)).clip(0, 255).astype(np.uint8)
    assert not [digit for digit in reader.read(noise).digits if digit.sure]


def test_dashes_and_rules_are_left_out(reader, written):
    page = written("58", "60")
    cv2.line(page, (300, 80), (350, 82), (40, 40, 40), 6)
    for row in range(130, 600, 120):
        cv2.line(page, (0, row), (899, row), (120, 150, 220), 2)
    assert texts(reader.read(page)) == ["58", "60"]


def test_digits_that_touch_are_told_apart(reader, written):
    assert texts(reader.read(written("05", "60", gap=-6))) == ["05", "60"]


def test_json_has_the_promised_names(reader, written):
    told = reader.read(written("9")).to_json()
    assert list(told) == ["file", "page", "pages", "width", "height", "lines", "printed_lines", "error"]
    assert list(told["lines"][0]) == ["text", "digits"]
    assert list(told["lines"][0]["digits"][0]) == [
        "digit", "confidence", "sure", "box", "printed", "alternatives",
    ]  # fmt: skip


def test_a_confidence_is_a_probability_and_sure_means_high(reader, written):
    for digit in reader.read(written("0123456789")).digits:
        assert 0 <= digit.confidence <= 1
        assert digit.sure == (digit.confidence >= SURE_FROM)
        assert all(other.confidence < digit.confidence for other in digit.alternatives)


def test_single_images_of_any_size_and_ground_are_read(reader, mnist):
    digits, labels = mnist.test.images[:30], mnist.test.labels[:30]
    large = [cv2.resize(255 - digit, (90 + 2 * n, 120)) for n, digit in enumerate(digits)]
    for images in (large, 255 - digits):
        answer = reader.predict(images)
        assert (answer.digits.tolist(), answer.found.all()) == (labels.tolist(), True)
    np.testing.assert_array_equal(reader.predict(digits).digits, shuzi.load().predict(digits).digits)
    np.testing.assert_array_equal(reader.predict(digits[..., None]).digits, reader.predict(digits).digits)


def test_single_images_that_are_shifted_are_framed_first(reader, mnist):
    digits, labels = mnist.test.images[:50], mnist.test.labels[:50]
    corner = np.zeros((50, 60, 60), np.uint8)
    corner[:, 30:58, 2:30] = digits
    answer = reader.predict(corner)
    assert (answer.digits.tolist(), answer.found.all()) == (labels.tolist(), True)


def test_of_an_image_without_a_digit_none_is_told(reader, mnist):
    paper = Image.new("L", (90, 120), 235)
    for images in ([mnist.test.images[0], paper], np.stack([mnist.test.images[0], np.zeros((28, 28), np.uint8)])):
        answer = reader.predict(images)
        assert answer.found.tolist() == [True, False]
        assert answer.confidence[0] > 0.9
        assert answer.confidence[1] == 0


def test_one_file_or_picture_may_stand_for_itself(reader, mnist, tmp_path):
    image = Image.fromarray(255 - np.pad(mnist.test.images[0], 40))
    image.save(tmp_path / "seven.png")
    colours = np.asarray(image.convert("RGB"))
    for one in (
        image,
        np.asarray(image),
        colours,
        tmp_path / "seven.png",
        str(tmp_path / "seven.png"),
        (tmp_path / "seven.png").read_bytes(),
    ):
        assert reader.predict(one).digits.tolist() == [7]


def test_a_single_image_is_as_sure_as_the_same_on_a_page(reader):
    """A letter S with loops, in which the finder half sees a digit: the model alone is far surer."""
    paper = np.full((120, 110, 3), 255, np.uint8)
    letter = np.array([(0, 20), (30, 0), (5, 40), (45, 5), (15, 55), (50, 25), (30, 60)])
    cv2.polylines(paper, [letter + np.array([30, 30])], False, (20, 20, 20), 5, cv2.LINE_AA)
    answer, page = reader.predict([paper]), reader.read(paper)
    assert answer.confidence[0] < answer.probabilities.max()
    assert answer.confidence[0] == pytest.approx(page.digits[0].confidence, abs=0.001)
    assert not page.digits[0].sure


@pytest.mark.parametrize(
    "images", [[], np.zeros((0, 28, 28), np.uint8), np.full((2, 28, 28), np.nan), np.zeros(28), "nowhere.png", 5, None]
)
def test_what_is_no_image_is_refused(reader, images):
    with pytest.raises(ImageError):
        reader.predict(images)


def test_the_page_is_drawn_on_and_its_steps_are_shown(reader, written):
    look = reader.look(written("17"))
    drawn = annotate(look)
    assert drawn.shape[2] == 3
    assert drawn.shape == look.pixels.shape
    assert not np.array_equal(drawn, look.pixels)
    before = look.pixels.copy()
    pictures = steps(look)
    np.testing.assert_array_equal(look.pixels, before)
    assert [name.split("-", 1)[1] for name in pictures] == [
        "page", "looks", "ink", "lines", "frames", "answers",
    ]  # fmt: skip
    assert all(picture.dtype == np.uint8 and picture.ndim == 3 for picture in pictures.values())


@pytest.mark.parametrize("threads", [None, 1])
def test_a_reader_can_be_sent_to_another_process(mnist, threads):
    reader = Reader(threads=threads)
    received = pickle.loads(pickle.dumps(reader))
    image = [mnist.test.images[0]]
    np.testing.assert_array_equal(received.predict(image).probabilities, reader.predict(image).probabilities)
    assert received.model.path == reader.model.path


def test_a_reader_of_a_run_is_sent_with_its_run(tmp_path, monkeypatch):
    shutil.copytree(PRETRAINED, tmp_path / "run")
    monkeypatch.chdir(tmp_path)
    sent = pickle.dumps(Reader("run"))
    monkeypatch.chdir("/")
    assert pickle.loads(sent).model.path == tmp_path / "run"
