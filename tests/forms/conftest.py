"""A small printed form of the tests' own, filled in with digits of MNIST's test images."""

from functools import partial
from pathlib import Path

import pytest
from form_sheets import FORM, blank_sheet, filled_sheet
from PIL import Image

from shuzi.forms.form import Form
from shuzi.forms.read import FormReader


@pytest.fixture(scope="session")
def filled(mnist):
    """A function that writes answers into a sheet."""

    return partial(filled_sheet, mnist)


@pytest.fixture(scope="session")
def form_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("form")
    Image.fromarray(blank_sheet()).save(folder / "blank.png")
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    return folder / "form.toml"


@pytest.fixture(scope="session")
def form_reader(form_file) -> FormReader:
    return FormReader(Form.load(form_file))
