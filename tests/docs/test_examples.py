"""Every public name shows in its docstring how it is used, and so does every method; what is shown is what comes."""

import dataclasses
import doctest
import inspect
import shutil
import sys
from pathlib import Path

import pytest
from form_sheets import FORM, blank_sheet, filled_sheet
from PIL import Image

import shuzi
from shuzi.store.folder import read_run
from shuzi.store.model import PRETRAINED

KERAS = ("train", "Watcher", "verify", "import_model", "resume", "build_note_cnn")
"""They start Keras, and each goes on with what the one before has made."""


def _parsed(docstring: str | None, name: str) -> doctest.DocTest:
    """Return what stands behind `>>>`."""
    return doctest.DocTestParser().get_doctest(inspect.cleandoc(docstring or ""), {}, name, None, 0)


def _examples(name: str) -> dict[str, doctest.DocTest]:
    """Return the examples of a name and of its methods; a name that is no class or function has its room's."""
    named = getattr(shuzi, name)
    told = named if inspect.isclass(named) or inspect.isroutine(named) else sys.modules[shuzi._HOMES[name]]
    own = {name: _parsed(told.__doc__, name)}
    return own | {f"{name}.{member}": _parsed(what.__doc__, member) for member, what in _methods(named).items()}


def _methods(named: object) -> dict[str, object]:
    """Return what can be called or asked for on a class of shuzi's, computed properties too; of all else nothing."""
    if not inspect.isclass(named):
        return {}
    rooms = [room for room in named.__mro__ if room.__module__.startswith("shuzi.")]
    members = {member: what for room in reversed(rooms) for member, what in vars(room).items()}
    return {
        member: what
        for member, what in members.items()
        if (not member.startswith("_") or member == "__call__")
        and (isinstance(what, property | staticmethod | classmethod) or inspect.isroutine(what))
    }


def _run(name: str) -> None:
    said: list[str] = []
    for example in _examples(name).values():
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append)
    assert not said, "".join(said)


@pytest.fixture(scope="module")
def at_hand(mnist, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that examples name: a form with a filled sheet, and a run whose classes are 〇 to 九, with a sign."""
    folder = tmp_path_factory.mktemp("at-hand")
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    Image.fromarray(blank_sheet()).save(folder / "blank.png")
    answers = {"room": "314", "day": "7", "seats": "12", "sum": "333"}
    Image.fromarray(filled_sheet(mnist, answers)).save(folder / "scan.png")
    shutil.copytree(PRETRAINED, folder / "runs" / "signs")
    (folder / "runs" / "signs" / "card.json").write_text(_renamed("〇一二三四五六七八九"), encoding="utf-8")
    shuzi.picture(mnist.test.images[18]).save(folder / "sign.png")
    return folder


def _renamed(classes: str) -> str:
    """Return the card of the model that comes with shuzi, as if its digits were classes of one's own."""
    card = read_run(PRETRAINED)
    results = [{"class": classes[result["digit"]], **result} for result in card.metrics["per_class"]]
    per_class = [{name: value for name, value in result.items() if name != "digit"} for result in results]
    return dataclasses.replace(card, classes=list(classes), metrics=card.metrics | {"per_class": per_class}).to_json()


@pytest.fixture
def inside(at_hand: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with these files, in which the examples run."""
    monkeypatch.chdir(shutil.copytree(at_hand, tmp_path, dirs_exist_ok=True))
    return tmp_path


@pytest.mark.parametrize("name", shuzi.__all__)
def test_every_public_name_and_method_has_an_example(name: str) -> None:
    examples = _examples(name)
    overridden = "".join(example.source for example in examples[name].examples)  # what a class leaves to others to do
    missing = [
        place
        for place, example in examples.items()
        if not example.examples and f"def {place.partition('.')[2]}(" not in overridden
    ]
    assert not missing, f"without an example: {', '.join(missing)}"


@pytest.mark.parametrize("name", [name for name in shuzi.__all__ if name not in KERAS])
def test_an_example_shows_what_comes(name: str, inside: Path) -> None:
    _run(name)


def test_the_examples_of_training_show_what_comes(mnist, inside: Path) -> None:
    for digit in range(10):
        (inside / "mine" / str(digit)).mkdir(parents=True)
        for number, image in enumerate(mnist.train.images[mnist.train.labels == digit][:20]):
            shuzi.picture(image, scale=2).save(inside / "mine" / str(digit) / f"{number}.png")
    for name in KERAS:
        _run(name)


def test_an_example_that_shows_something_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shuzi.one_hot, "__doc__", ">>> 1 + 1\n3\n")
    with pytest.raises(AssertionError, match="Expected"):
        _run("one_hot")


def test_a_method_without_an_example_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shuzi.Page.to_json, "__doc__", "Return it.")
    with pytest.raises(AssertionError, match=r"Page\.to_json"):
        test_every_public_name_and_method_has_an_example("Page")
