"""A small printed form of the tests' own, filled in with digits of MNIST's test images."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from form_sheets import BOXES, FORM, blank_sheet
from PIL import Image

from shuzi.forms.form import Form
from shuzi.forms.read import FormReader


@pytest.fixture(scope="session")
def filled(mnist):
    """A function that writes answers into a sheet."""

    def fill(answers: dict[str, str], page: np.ndarray | None = None) -> np.ndarray:
        page = blank_sheet() if page is None else page.copy()
        for name, text in answers.items():
            left, top, *_ = BOXES[name]
            for place, digit in enumerate(text):
                ink = mnist.test.images[int(np.flatnonzero(mnist.test.labels == int(digit))[place])]
                x, y, wide, high = cv2.boundingRect((ink > 60).astype(np.uint8))
                size = max(4, round(wide * 42 / high)), 42
                cover = cv2.resize(ink[y : y + high, x : x + wide], size, interpolation=cv2.INTER_CUBIC)
                row, column = top + 11, left + 14 + 48 * place
                under = page[row : row + 42, column : column + size[0]]
                np.minimum(under, (245 - 0.85 * cover[..., None]).astype(np.uint8), out=under)
        return page

    return fill


@pytest.fixture(scope="session")
def form_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("form")
    Image.fromarray(blank_sheet()).save(folder / "blank.png")
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    return folder / "form.toml"


@pytest.fixture(scope="session")
def form_reader(form_file) -> FormReader:
    return FormReader(Form.load(form_file))
