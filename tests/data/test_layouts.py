"""Labelled images in the shapes that people have them: each is told for what it is, and read as it stands."""

import gzip
import lzma
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from PIL import Image

from shuzi.data.canonical import encode_idx
from shuzi.data.dataset import load_dataset
from shuzi.data.own.framing import frame_pixels
from shuzi.data.own.read import read_own_images, tell
from shuzi.digits import Split
from shuzi.errors import LabelledFolderError, UsageError


@pytest.fixture(scope="module")
def few(mnist) -> Split:
    """Three images of each digit."""
    places = np.concatenate([np.flatnonzero(mnist.train.labels == digit)[:3] for digit in range(10)])
    return Split(mnist.train.images[places], mnist.train.labels[places])


def _write(folder, split: Split, name):
    """Write images, each to the path that `name` makes of its label and number."""
    for number, (image, label) in enumerate(zip(*split, strict=True)):
        path = folder / name(int(label), number)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    return folder


def _holds(own, split: Split) -> bool:
    return np.array_equal(own.train.images, split.images) and np.array_equal(own.train.labels, split.labels)


WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NAMES = {
    "folders": lambda label, number: f"{label}/{number:02}.png",
    "folders of words": lambda label, number: f"{WORDS[label]}/{number:02}.png",
    "folders of signs": lambda label, number: f"{'零一二三四五六七八九'[label]}/{number:02}.png",
    "folders with a word": lambda label, number: f"digit_{label}/{number:02}.png",
    "folders within an archive's": lambda label, number: f"archive/images/{label}/{number:02}.png",
    "folders of writers": lambda label, number: f"{label}/writer-{number % 3}/a.png",
    "samples": lambda label, number: f"Sample{label + 1:03}/img{label + 1:03}-{number:02}.png",
    "names": lambda label, number: f"{label}_{number:02}.png",
    "names of words": lambda label, number: f"{WORDS[label]}-{number:02}.png",
    "names deep down": lambda label, number: f"page-{number % 2}/{label}-{number:02}.png",
}


@pytest.mark.parametrize("kind", [kind for kind in NAMES if kind != "names deep down"])
def test_labels_are_found_in_names(tmp_path, few, kind):
    own = read_own_images(_write(tmp_path, few, NAMES[kind]))
    assert _holds(own, few)
    assert own.layout == kind.split()[0]
    assert (own.test, own.left_out, own.passed_over) == (None, (), ())


def test_names_are_found_below_a_folder_when_somebody_says_so(tmp_path, few):
    _write(tmp_path, few, NAMES["names deep down"])
    with pytest.raises(LabelledFolderError, match="page-0, page-1, which tells no labels"):
        read_own_images(tmp_path)
    assert sorted(read_own_images(tmp_path, "names").train.labels) == sorted(few.labels)


def test_letters_of_chars74k_are_passed_over(tmp_path, few):
    _write(tmp_path, few, NAMES["samples"])
    _write(tmp_path, Split(few.images[:1], few.labels[:1]), lambda *_: "Sample011/a.png")
    own = read_own_images(tmp_path)
    assert _holds(own, few)
    assert own.passed_over == ((str(tmp_path / "Sample011"), "no folder of a digit"),)


def test_folders_from_1_to_10_are_refused_with_the_way_out(tmp_path, few):
    _write(tmp_path, few, lambda label, number: f"{label or 10}/{number:02}.png")
    with pytest.raises(LabelledFolderError, match="If 10 holds zeros, name it 0"):
        read_own_images(tmp_path)
    (tmp_path / "10").rename(tmp_path / "0")
    assert _holds(read_own_images(tmp_path), few)


def test_running_numbers_are_no_labels(tmp_path, few):
    _write(tmp_path, few, lambda _, number: f"{number}.png")
    with pytest.raises(LabelledFolderError, match="numbered up to 29, which does not say which digits"):
        read_own_images(tmp_path)


def test_a_name_without_a_digit_is_passed_over(tmp_path, few):
    _write(tmp_path, few, NAMES["names"])
    for name in ("photo.png", "12_1.png", "notes.md"):
        (tmp_path / name).write_bytes((tmp_path / "0_00.png").read_bytes())
    own = read_own_images(tmp_path)
    assert _holds(own, few)
    assert [what.rsplit("/", 1)[1] for what, _ in own.passed_over] == ["12_1.png", "notes.md", "photo.png"]


@pytest.mark.parametrize(("train", "test"), [("train", "test"), ("Training", "Testing")])
def test_train_and_test_are_kept_apart(tmp_path, few, mnist, train, test):
    others = Split(mnist.test.images[:20], mnist.test.labels[:20])
    _write(tmp_path / train, few, NAMES["folders"])
    _write(tmp_path / test, others, NAMES["folders"])
    dataset = load_dataset(tmp_path)
    assert np.array_equal(dataset.train.images, few.images)
    order = np.argsort(others.labels, kind="stable")
    assert sorted(map(bytes, dataset.test.images)) == sorted(map(bytes, others.images[order]))
    assert dataset.describe()["layout"] == "folders"
    assert set(dataset.digests) == {"images_and_labels", "test_images_and_labels"}


def test_a_test_without_labels_is_passed_over_and_said(tmp_path, few):
    _write(tmp_path / "train", few, NAMES["folders"])
    _write(tmp_path / "test", few, lambda _, number: f"{number:02}.png")
    own = read_own_images(tmp_path)
    assert own.test is None
    ((what, why),) = own.passed_over
    assert what == str(tmp_path / "test")
    assert "no labels are found" in why


@pytest.mark.parametrize(
    "rows",
    [
        lambda names, labels: ["file,label", *(f"{a},{b}" for a, b in zip(names, labels, strict=True))],
        lambda names, labels: ["\ufefflabel;filename", *(f"{b};{a}" for a, b in zip(names, labels, strict=True))],
        lambda names, labels: ["id\tx\tdigit", *(f"{a[:-4]}\t1\t{b}.0" for a, b in zip(names, labels, strict=True))],
        lambda names, labels: [f"{a},{b}" for a, b in zip(names, labels, strict=True)],
    ],
    ids=["commas", "semicolons", "no endings", "no first line"],
)
@pytest.mark.parametrize("where", ["the folder", "the file"])
def test_a_table_names_files_and_labels(tmp_path, few, rows, where):
    if where == "the file" and "first" in rows.__name__:
        pytest.skip("the same code")
    _write(tmp_path, few, lambda _, number: f"scan{number:02}.png")
    names = [f"scan{number:02}.png" for number in range(30)]
    (tmp_path / "labels.csv").write_text("\n".join(rows(names, few.labels.tolist())) + "\n", encoding="utf-8")
    own = read_own_images(tmp_path if where == "the folder" else tmp_path / "labels.csv")
    assert _holds(own, few)
    assert (own.layout, own.passed_over) == ("table", ())


def test_rows_of_a_table_that_fit_nothing_are_named(tmp_path, few):
    _write(tmp_path, few, lambda _, number: f"scan{number:02}.png")
    rows = [f"scan{number:02}.png,{label}" for number, label in enumerate(few.labels[:29])]
    (tmp_path / "labels.csv").write_text("\n".join(["file,label", *rows, "gone.png,3", "scan00.png,A"]))
    why = {what.removeprefix(f"{tmp_path}/"): why for what, why in read_own_images(tmp_path).passed_over}
    assert why["labels.csv, row 31"] == "there is no file 'gone.png', or several"
    assert why["labels.csv, row 32"] == "its label 'A' is no digit"
    assert why["scan29.png"] == "the table does not name it"


def _csv(path, split: Split, *, head: str = "label", scale=lambda pixels: pixels) -> None:
    rows = [f"{label}," + ",".join(map(str, scale(image).reshape(-1))) for image, label in zip(*split, strict=True)]
    if head:
        rows.insert(0, f"{head}," + ",".join(f"pixel{number}" for number in range(split.images[0].size)))
    path.write_text("\n".join(rows) + "\n")


@pytest.mark.parametrize("head", ["label", ""])
def test_a_table_of_pixels_is_read_to_the_bit(tmp_path, few, head):
    _csv(tmp_path / "train.csv", few, head=head)
    own = read_own_images(tmp_path / "train.csv")
    assert _holds(own, few)
    assert own.layout == "pixels:upright"
    assert own.train_names[3] == f"{tmp_path / 'train.csv'}, image 3"


def test_kaggles_folder_is_read_without_the_images_that_have_no_labels(tmp_path, few):
    _csv(tmp_path / "train.csv", few)
    lines = (tmp_path / "train.csv").read_text().splitlines()
    (tmp_path / "test.csv").write_text("\n".join(line.partition(",")[2] for line in lines[:9]))
    (tmp_path / "sample_submission.csv").write_text("ImageId,Label\n1,0\n2,0\n")
    own = read_own_images(tmp_path)
    assert _holds(own, few)
    assert own.test is None
    assert own.passed_over == (
        (str(tmp_path / "test.csv"), "it has pixels and no labels"),
        (str(tmp_path / "sample_submission.csv"), "not of the layout pixels"),
    )


def test_a_table_of_pixels_without_labels_says_which_file_has_them(tmp_path, few):
    _csv(tmp_path / "a.csv", few)
    lines = (tmp_path / "a.csv").read_text().splitlines()
    (tmp_path / "test.csv").write_text("\n".join(line.partition(",")[2] for line in lines))
    with pytest.raises(LabelledFolderError, match=r"train\.csv has it and test\.csv has not"):
        read_own_images(tmp_path / "test.csv")


def test_a_damaged_row_of_pixels_is_named(tmp_path, few):
    _csv(tmp_path / "train.csv", few)
    with (tmp_path / "train.csv").open("a") as stream:
        stream.write("3,1,2\n")
    with pytest.raises(LabelledFolderError, match=r"from row 2 on .*expected 785 numbers"):
        read_own_images(tmp_path / "train.csv")


@pytest.mark.parametrize("scale", [lambda pixels: pixels / np.float32(255), lambda pixels: pixels.astype(np.float64)])
@pytest.mark.parametrize("flat", [False, True])
def test_arrays_of_numpy_are_read_in_any_scale(tmp_path, few, scale, flat):
    images = scale(few.images).reshape(30, -1) if flat else scale(few.images)[..., None]
    np.savez_compressed(tmp_path / "digits.npz", images=images, labels=few.labels.astype(np.int64))
    own = read_own_images(tmp_path / "digits.npz")
    assert _holds(own, few)
    assert own.layout == "npz:upright"


def test_arrays_for_training_and_test_go_by_their_names(tmp_path, few):
    one_hot = np.eye(10, dtype=np.float32)[few.labels]
    np.savez(tmp_path / "a.npz", x_train=few.images, y_train=one_hot, x_test=few.images[:12], y_test=few.labels[:12])
    own = read_own_images(tmp_path)
    assert _holds(own, few)
    assert np.array_equal(own.test.labels, few.labels[:12])


class _Evil:
    def __reduce__(self):
        return (print, ("ran",))


def test_an_npz_of_pickles_or_of_too_much_is_refused(tmp_path, capsys):
    np.savez(tmp_path / "evil.npz", images=np.array([_Evil()], dtype=object))
    huge = struct.pack("<6sBBH", b"\x93NUMPY", 1, 0, 118) + (
        b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999, 28, 28), }".ljust(117) + b"\n"
    )
    with zipfile.ZipFile(tmp_path / "huge.npz", "w") as archive:
        archive.writestr("images.npy", huge)
    for name in ("evil", "huge"):
        with pytest.raises(LabelledFolderError, match=f"{name}.npz cannot be read as .npz"):
            read_own_images(tmp_path / f"{name}.npz")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("labels", "images", "says"),
    [
        (np.full(3, -1), np.ones((3, 28, 28), np.uint8), "holds no image of a digit .*their label is -1, no digit"),
        (np.zeros(0, int), np.zeros((0, 28, 28), np.uint8), "holds no image of a digit"),
        (np.array([1.0, np.nan]), np.ones((2, 28, 28), np.uint8), "labels that are no whole numbers"),
        (np.array([1.0, 1e300]), np.ones((2, 28, 28), np.uint8), "labels that are no whole numbers"),
    ],
)
def test_arrays_without_a_digit_are_refused_with_the_reason(tmp_path, recwarn, labels, images, says):
    np.savez(tmp_path / "odd.npz", images=images, labels=labels)
    with pytest.raises(LabelledFolderError, match=says):
        read_own_images(tmp_path / "odd.npz")
    assert list(recwarn) == []


@pytest.mark.parametrize("shape", ["(" * 5000, "{'descr': '|u1', 'fortran_order': False, 'shape': (-40, 28, 28), }"])
def test_a_header_of_numpys_that_is_none_is_refused(tmp_path, shape):
    header = shape.encode().ljust(9000) + b"\n"
    with zipfile.ZipFile(tmp_path / "odd.npz", "w") as archive:
        archive.writestr("images.npy", struct.pack("<6sBBH", b"\x93NUMPY", 1, 0, len(header)) + header + bytes(31360))
    with pytest.raises(LabelledFolderError, match=r"odd.npz cannot be read as \.npz"):
        read_own_images(tmp_path / "odd.npz")


@pytest.mark.parametrize("begin", ["label," + ",".join(f"pixel{place}" for place in range(784)) + "\n", ""])
def test_a_table_with_a_line_that_never_ends_is_refused_unread(tmp_path, begin):
    with (tmp_path / "odd.csv").open("w") as stream:
        stream.write(begin)
        stream.truncate(10**11)  # takes no room on the disk
    with pytest.raises(LabelledFolderError, match=r"odd\.csv"):
        read_own_images(tmp_path / "odd.csv")


def _idx(folder, name: str, split: Split, pack=lambda content: content, ending: str = "") -> None:
    (folder / f"{name}-images-idx3-ubyte{ending}").write_bytes(pack(encode_idx(split.images)))
    (folder / f"{name}-labels-idx1-ubyte{ending}").write_bytes(pack(encode_idx(split.labels)))


@pytest.mark.parametrize(
    ("pack", "ending"), [(bytes, ""), (gzip.compress, ".gz"), (lzma.compress, ".xz")], ids=["plain", "gz", "xz"]
)
def test_emnist_is_turned_upright(tmp_path, few, pack, ending):
    turned = Split(np.ascontiguousarray(few.images.swapaxes(1, 2)), few.labels)
    _idx(tmp_path, "emnist-digits-train", turned, pack, ending)
    _idx(tmp_path, "emnist-digits-test", Split(turned.images[:9], turned.labels[:9]), pack, ending)
    _idx(tmp_path, "emnist-letters-train", turned, pack, ending)
    own = read_own_images(tmp_path)
    assert _holds(own, few)
    assert np.array_equal(own.test.images, few.images[:9])
    assert own.layout == "idx:transposed"
    assert "turned upright" in own.words
    assert [why for _, why in own.passed_over] == ["another set than that of digits"] * 2


def test_a_wrong_guess_is_set_right_by_one_option(tmp_path, few):
    _idx(tmp_path, "emnist-digits-train", few)
    assert _holds(read_own_images(tmp_path, "idx:upright"), few)
    turned = read_own_images(tmp_path, "idx:transposed")
    assert np.array_equal(turned.train.images, few.images.swapaxes(1, 2))


def test_qmnists_labels_are_the_first_of_eight_numbers(tmp_path, few):
    _idx(tmp_path, "qmnist-train", few)
    (tmp_path / "qmnist-train-labels-idx1-ubyte").unlink()
    numbers = np.zeros((30, 8), ">i4")
    numbers[:, 0], numbers[:, 2] = few.labels, 99
    head = bytes([0, 0, 12, 2]) + struct.pack(">II", 30, 8)
    (tmp_path / "qmnist-train-labels-idx2-int").write_bytes(head + numbers.tobytes())
    assert _holds(read_own_images(tmp_path), few)


def test_labels_of_letters_are_passed_over_and_what_looks_like_no_digit_is_said(tmp_path, few, caplog):
    shifted = Split(few.images, (few.labels + 3).astype(np.uint8))
    _idx(tmp_path, "letters-train", shifted)
    own = read_own_images(tmp_path)
    assert len(own.train.labels) == 21
    assert own.passed_over[0][1] == "their label is 10 to 12, no digit"
    tell(own, tmp_path)
    assert "look like the digits that their labels name" in caplog.text


def test_an_idx_file_without_its_partner_is_named(tmp_path, few):
    _idx(tmp_path, "train", few)
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(LabelledFolderError, match="has no file of labels beside it"):
        read_own_images(tmp_path)


def test_a_cut_idx_file_is_named(tmp_path, few):
    _idx(tmp_path, "train", few)
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LabelledFolderError, match=f"{path.name} cannot be read as IDX"):
        read_own_images(tmp_path)


def test_usps_is_read_and_framed(tmp_path, few):
    """USPS has 16×16 pixels from 0 to 1, in groups `train` and `test` with `data` and `target`."""
    h5py = pytest.importorskip("h5py")
    small = np.array([np.asarray(Image.fromarray(image[4:24, 4:24]).resize((16, 16))) for image in few.images])
    with h5py.File(tmp_path / "usps.h5", "w") as file:
        for part, count in (("train", 30), ("test", 12)):
            group = file.create_group(part)
            group["data"] = small[:count].reshape(count, 256) / np.float32(255)
            group["target"] = few.labels[:count].astype(np.int64)
    own = read_own_images(tmp_path / "usps.h5")
    assert own.layout == "h5:upright"
    assert np.array_equal(own.train.labels, few.labels)
    assert np.array_equal(own.test.labels, few.labels[:12])
    assert np.abs(own.train.images.astype(int) - few.images).mean() < 20
    assert own.agreement > 0.8


def test_a_broken_h5_file_is_refused(tmp_path):
    pytest.importorskip("h5py")
    (tmp_path / "usps.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(3000))
    with pytest.raises(LabelledFolderError, match=r"usps\.h5 cannot be read as HDF5"):
        read_own_images(tmp_path / "usps.h5")


@pytest.mark.parametrize("layout", ["folders", "pixels"])
def test_paper_without_ink_is_never_trained_on(tmp_path, few, layout, caplog):
    blank = Split(np.concatenate([few.images, np.zeros((2, 28, 28), np.uint8)]), np.append(few.labels, [4, 4]))
    if layout == "pixels":
        _csv(tmp_path / "train.csv", blank)
    else:
        _write(tmp_path, blank, NAMES["folders"])
    own = read_own_images(tmp_path)
    assert _holds(own, few)
    assert len(own.left_out) == 2
    assert "no digit is found in 2 of the 32 images" in caplog.text


def test_a_set_in_mnists_frame_stays_as_it_is_though_a_few_look_otherwise(few):
    """Of MNIST's own images one in ten thousand does."""
    pixels = few.images.copy()
    pixels[7] = np.roll(pixels[7], 5, axis=1)
    framed = frame_pixels(pixels)
    assert framed.found.all()
    assert np.array_equal(framed.images, pixels)


def test_dark_ink_on_light_paper_is_turned_over(tmp_path, few):
    np.savez(tmp_path / "a.npz", images=255 - few.images, labels=few.labels)
    assert _holds(read_own_images(tmp_path), few)


def test_it_is_said_what_the_layout_was_taken_to_be(tmp_path, few, caplog):
    caplog.set_level("INFO", "shuzi")
    load_dataset(_write(tmp_path, few, NAMES["names"]))
    assert f"{tmp_path} is read as images whose names begin with their digit (--layout names)" in caplog.text
    assert "30 images; 0: 3, 1: 3" in caplog.text


@pytest.mark.parametrize("layout", ["folder", "idx:sideways", "names:transposed"])
def test_a_layout_that_is_none_is_misuse(tmp_path, layout):
    with pytest.raises(UsageError, match="expected one of folders, samples, names, table, pixels, npz, idx, h5"):
        read_own_images(tmp_path, layout)


def test_a_layout_of_mnist_is_misuse():
    with pytest.raises(UsageError, match="expected --data FOLDER beside it"):
        load_dataset(layout="idx")


@pytest.mark.parametrize(
    "head", [b"\0\0\x08\xff", b"\0\0\x08\0", b"\0\0\x08\x03", b"\0\1\x08\x01", b"\0\0\x07\x01", b"\0"]
)
def test_an_idx_header_that_is_none_is_refused(tmp_path, few, head):
    _idx(tmp_path, "train", few)
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(head.ljust(4 * 256, b"\xff") if len(head) == 4 else head)
    with pytest.raises(LabelledFolderError, match=f"{path.name} cannot be read as IDX"):
        read_own_images(tmp_path)


@pytest.mark.parametrize(("pack", "ending"), [(gzip, ".gz"), (lzma, ".xz")], ids=["gz", "xz"])
def test_an_idx_file_is_unpacked_no_further_than_its_header_says(tmp_path, few, pack, ending):
    _idx(tmp_path, "train", few, pack.compress, ending)
    path = tmp_path / f"train-images-idx3-ubyte{ending}"
    path.write_bytes(pack.compress(encode_idx(few.images) + bytes(100_000_000)))
    tracemalloc.start()
    with pytest.raises(LabelledFolderError, match=f"{path.name} cannot be read as IDX"):
        read_own_images(tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (lambda folder: (folder / "notes.txt").write_text("x"), "holds notes.txt, which tells no labels"),
        (lambda folder: (folder / "a" / "b.png").parent.mkdir(), "holds nothing, which tells no labels"),
        (lambda folder: np.savez(folder / "a.npz", weights=np.zeros((3, 3))), r"weights \(3, 3\); expected images"),
    ],
)
def test_what_tells_no_labels_is_refused_with_what_would(tmp_path, write, says):
    write(tmp_path)
    with pytest.raises(LabelledFolderError, match=says):
        read_own_images(tmp_path)


def test_an_archive_is_to_be_unpacked(tmp_path):
    (tmp_path / "digits.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(LabelledFolderError, match="Unpack it, and name the folder"):
        read_own_images(tmp_path / "digits.zip")


def test_a_digit_that_is_missing_is_named_with_the_reason(tmp_path, few):
    _idx(tmp_path, "train", Split(few.images[3:], few.labels[3:]))
    with pytest.raises(LabelledFolderError, match=r"holds no image of the digit 0.*--start pretrained"):
        load_dataset(tmp_path)
