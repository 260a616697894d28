"""Small scans for tables."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

DIGITS = 12


@pytest.fixture(scope="session")
def scans(tmp_path_factory, mnist) -> Path:
    """A digit each on small sheets, a blank one, two pages in a TIFF, something that is no image, and clutter."""
    folder = tmp_path_factory.mktemp("scans")
    sheets = [Image.fromarray(255 - np.pad(image, 20)) for image in mnist.test.images[:DIGITS]]
    for number, sheet in enumerate(sheets):
        sheet.save(folder / f"{number:02}.png")
    Image.new("L", (60, 60), 255).save(folder / "blank.png")
    first, second = (sheet.copy() for sheet in sheets[:2])  # saved as PNG, they are no longer fit for TIFF
    first.save(folder / "two.tif", save_all=True, append_images=[second])
    (folder / "notes.txt").write_text("no picture")
    (folder / ".DS_Store").write_text("clutter")
    return folder


@pytest.fixture(scope="session")
def names(scans) -> list[str]:
    """The files in it that are read."""
    return sorted(str(path) for path in scans.iterdir() if not path.name.startswith("."))


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    # As many threads as cores in each of as many processes would only wait for each other.
    monkeypatch.setitem(os.environ, "OMP_NUM_THREADS", "1")
