"""A folder for model hubs: a run that anybody reads with, sealed, and without its maker's paths."""

import json
import shutil
from dataclasses import replace

import pytest
from PIL import Image

import shuzi
from shuzi.errors import RunError
from shuzi.exporting.export import export
from shuzi.exporting.format import ExportInput
from shuzi.exporting.hub import FORMAT
from shuzi.exporting.model_card import public_card
from shuzi.store.folder import finish_run, read_card
from shuzi.store.model import PRETRAINED
from shuzi.store.trained_network import read_trained_network


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The model that comes with shuzi, as `shuzi export --to hub` writes it."""
    return export(to="hub", out=tmp_path_factory.mktemp("hub") / "digits").path


@pytest.fixture
def copy(written, tmp_path):
    return shutil.copytree(written, tmp_path / "copy")


@pytest.fixture
def seven(mnist, tmp_path):
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "seven.png")
    return tmp_path / "seven.png"


def test_the_folder_has_the_shape_that_hubs_expect(written):
    assert sorted(path.name for path in written.iterdir()) == [
        "README.md",
        "SHA256SUMS",
        "architecture.json",
        "card.json",
        "config.json",
        "export.json",
        "model.onnx",
    ]
    config = json.loads((written / "config.json").read_text())
    assert (config["model_type"], config["id2label"]["7"], config["label2id"]["7"]) == ("shuzi", "7", 7)
    page = (written / "README.md").read_text()
    assert page.startswith("---\nlicense: apache-2.0\nlibrary_name: onnx\npipeline_tag: image-classification\n")
    assert "shuzi read --model FOLDER" in page


def test_a_reader_of_the_folder_answers_as_the_model_does(written, seven, mnist):
    ours, theirs = shuzi.Reader(), shuzi.Reader(written)
    images = mnist.test.images[:20]
    assert (ours.logits(images) == theirs.logits(images)).all()
    assert theirs.predict([seven]).digits.tolist() == [7]
    assert shuzi.load(written).activations(images[:1]).keys() == shuzi.load().activations(images[:1]).keys()


def test_a_page_that_is_edited_on_the_hub_does_not_matter(copy):
    (copy / "README.md").write_text("ours")
    (copy / ".gitattributes").write_text("*.onnx filter=lfs")
    shuzi.Reader(copy)


@pytest.mark.parametrize("name", ["model.onnx", "architecture.json", "config.json", "card.json"])
def test_a_file_that_was_changed_is_noticed(name, copy):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(RunError, match=name):
        shuzi.Reader(copy)


def test_a_pointer_of_git_lfs_is_named_with_what_to_do(copy):
    (copy / "model.onnx").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    with pytest.raises(RunError, match=r"model.onnx is a Git LFS pointer.*git lfs pull"):
        shuzi.Reader(copy)


def test_links_of_a_hubs_cache_are_refused_with_what_to_do(written, tmp_path):
    snapshot = tmp_path / "models--me--digits" / "snapshots" / "0123"
    snapshot.mkdir(parents=True)
    for path in written.iterdir():
        (snapshot / path.name).symlink_to(path)
    with pytest.raises(RunError, match="fetch the folder itself: hf download NAME --local-dir FOLDER"):
        shuzi.Reader(snapshot)


def test_the_card_tells_no_folder_of_its_maker(tmp_path):
    run = shutil.copytree(PRETRAINED, tmp_path / "run", ignore=shutil.ignore_patterns("card.json"))
    card = read_card(PRETRAINED)
    private = {"data": card.data | {"name": "/home/me/digits"}, "start": {"path": "/home/me/run", "sha256": "0" * 64}}
    finish_run(run, replace(card, **private))
    (tmp_path / "out").mkdir()
    FORMAT.write(ExportInput(run, read_trained_network(run), None), tmp_path / "out")
    public = read_card(tmp_path / "out")
    assert (public.data["name"], public.start["path"]) == ("digits", "run")
    assert "/home/me" not in (tmp_path / "out" / "card.json").read_text()


@pytest.mark.parametrize(
    ("path", "name"),
    [("mnist", "mnist"), ("/home/me/mnist", "own mnist"), ("C:\\me\\digits", "digits"), ("/", "folder")],
)
def test_a_folder_is_not_taken_for_mnist_by_its_last_part(path, name):
    card = read_card(PRETRAINED)
    assert public_card(replace(card, data=card.data | {"name": path})).data["name"] == name
