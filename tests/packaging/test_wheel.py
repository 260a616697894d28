"""What is installed is whole, and tells type checkers what it is."""

import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "shuzi"

RIGHT = """
from typing import assert_type

import numpy as np
import shuzi

page = shuzi.Reader(threads=1).read("photo.jpg")
assert_type(page.text, str)
assert_type([digit.digit for line in page.lines for digit in line.digits], list[int])
model = shuzi.load()
assert_type(model, shuzi.Model)
assert_type(model.predict(np.zeros((28, 28))), shuzi.Predictions)
assert_type(shuzi.load_mnist().test, shuzi.Split)
assert_type(shuzi.train("quick", epochs=1), shuzi.Model)
try:
    shuzi.export(to="onnx")
except shuzi.ShuziError as error:
    assert_type(error.exit_code, int)
"""

WRONG = """
import shuzi

number: int = shuzi.Reader().read("photo.jpg").text
shuzi.train("quick", epoch=1)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the project's own backend; skips where pip cannot get it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    if done.returncode and "hatchling" in done.stderr:
        pytest.skip("pip cannot get hatchling here")
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("shuzi-*.whl")
    return built


def stored() -> set[str]:
    """Every file of the package, by its name in the wheel."""
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(PACKAGE.parent).as_posix() for path in files}


def test_the_package_is_taken_whole_and_says_that_it_is_typed():
    """The list of what goes into the wheel, for places without the backend."""
    target = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert target["wheel"] == {"packages": ["src/shuzi"]}
    assert {"shuzi/py.typed", "shuzi/pretrained/model.onnx", "shuzi/serving/web/index.html"} <= stored()


def test_the_wheel_holds_every_file_of_the_package(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == stored()


@pytest.mark.skipif(sys.platform == "win32", reason="environments are laid out otherwise")
def test_a_users_type_checker_sees_the_types_of_the_wheel(wheel, tmp_path):
    pytest.importorskip("mypy")
    venv.create(tmp_path / "venv", symlinks=True)
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (tmp_path / "right.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    python = str(tmp_path / "venv" / "bin" / "python")
    check = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "right.py", "wrong.py"]
    done = subprocess.run(check, cwd=tmp_path, env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=False)
    complaints = [line.split(":")[:2] for line in done.stdout.splitlines() if ": error:" in line]
    assert complaints == [["wrong.py", "4"], ["wrong.py", "5"]], done.stdout + done.stderr
