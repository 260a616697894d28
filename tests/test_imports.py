"""What is imported, and when."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import shuzi


def _run(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "module",
    [
        *("", ".cli", ".data.dataset", ".evaluation.figures", ".explaining.look", ".store.model"),
        *(".explaining.sample", ".reading.reader", ".recipes", ".store.folder", ".store.saved_layers"),
    ],
)
def test_looking_and_reading_never_import_keras(module):
    _run(
        f"import sys, shuzi{module}; assert not {{'keras', 'tensorflow', 'onnx', 'jax', 'torch'}} & sys.modules.keys()"
    )


def test_no_command_imports_keras_before_it_is_told_what_to_do():
    """Its help would take five seconds in place of half a one, and what TensorFlow says while imported would show."""
    _run(
        "import sys; from shuzi.cli import COMMANDS, function_of\n"
        "for command in COMMANDS:\n"
        "    function_of(command)\n"
        "    assert not {'keras', 'tensorflow'} & sys.modules.keys(), command"
    )


def test_reading_a_digit_never_imports_keras():
    _run(
        "import sys, shuzi, numpy; shuzi.load().predict(numpy.zeros((28, 28)));"
        "assert not {'keras', 'tensorflow', 'onnx', 'matplotlib.pyplot'} & sys.modules.keys()"
    )


def test_reading_a_file_imports_nothing_that_only_many_files_or_cards_need(tmp_path):
    """Each takes hundredths of a second, of half a second that a cold `shuzi read` may take."""
    page = Image.new("L", (160, 160), 255)
    ImageDraw.Draw(page).text((30, 20), "47\n52", fill=0, font_size=50)  # two lines, so that all of the way is gone
    page.save(tmp_path / "page.png")
    unneeded = {"concurrent.futures.process", "multiprocessing", "matplotlib", "asyncio", "rich", "shuzi.cli.train"}
    unneeded |= {"numpy.ma"}
    _run(
        "import sys; from shuzi.cli import app;"
        f"app(['read', {str(tmp_path / 'page.png')!r}], standalone_mode=False);"
        f"found = {unneeded!r} & sys.modules.keys(); assert not found, found"
    )


def test_every_public_name_can_be_had():
    _run("import shuzi; missing = [name for name in shuzi.__all__ if getattr(shuzi, name) is None]; assert not missing")


def test_every_public_name_is_listed():
    assert set(shuzi.__all__) <= set(dir(shuzi))


def test_type_checkers_see_the_same_names():
    program = Path(shuzi.__file__).read_text(encoding="utf-8")
    assert sorted(re.findall(r"^    from \S+ import (\w+) as \1$", program, re.MULTILINE)) == sorted(shuzi.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonesuch"):
        _ = shuzi.nonesuch
