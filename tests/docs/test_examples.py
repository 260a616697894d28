"""Every public name shows in its docstring how it is used, and what it shows is what comes."""

import doctest
import inspect
import sys
from pathlib import Path

import pytest

import shuzi

KERAS = ("train", "verify", "import_model", "resume", "build_note_cnn")
"""They start Keras, and each goes on with what the one before has made."""


def _example(name: str) -> doctest.DocTest:
    """Return what stands behind `>>>` in a name's own docstring, or, if it names no class or function, its room's."""
    named = getattr(shuzi, name)
    told = named if inspect.isclass(named) or inspect.isroutine(named) else sys.modules[shuzi._HOMES[name]]
    return doctest.DocTestParser().get_doctest(inspect.cleandoc(told.__doc__ or ""), {}, name, None, 0)


def _run(name: str) -> None:
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(_example(name), out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", shuzi.__all__)
def test_every_public_name_has_an_example(name: str) -> None:
    assert _example(name).examples


@pytest.mark.parametrize("name", [name for name in shuzi.__all__ if name not in KERAS])
def test_an_example_shows_what_comes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _run(name)


def test_the_examples_of_training_show_what_comes(mnist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for digit in range(10):
        (tmp_path / "mine" / str(digit)).mkdir(parents=True)
        for number, image in enumerate(mnist.train.images[mnist.train.labels == digit][:20]):
            shuzi.picture(image, scale=2).save(tmp_path / "mine" / str(digit) / f"{number}.png")
    for name in KERAS:
        _run(name)


def test_an_example_that_shows_something_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shuzi.one_hot, "__doc__", ">>> 1 + 1\n3\n")
    with pytest.raises(AssertionError, match="Expected"):
        _run("one_hot")
