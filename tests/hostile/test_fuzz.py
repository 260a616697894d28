"""Ten thousand broken images."""

import runpy
from pathlib import Path

import numpy as np

from shuzi.errors import ImageError
from shuzi.imaging.image_file import open_raster

_MUTATED = runpy.run_path(str(Path(__file__).with_name("mutated_images.py")))


def test_the_files_that_are_broken_are_whole_to_begin_with():
    for content in _MUTATED["seeds"]():
        assert min(open_raster(content, longest=1600).pixels.shape[:2]) == 12


_SEED = 4


def _opened(number: int, content: bytes) -> bool:
    """Return whether a broken file is opened; whatever else happens than being opened or refused tells its number."""
    which = f"number {number} of mutations(10_000, seed={_SEED})"
    try:
        raster = open_raster(content, longest=64)
    except ImageError as error:
        text, cause = str(error), error.__cause__
    except Exception as error:
        raise AssertionError(f"{which}: {error!r}") from error
    else:
        assert raster.pixels.dtype == np.uint8, which
        assert max(raster.pixels.shape[:2]) >= min(64, max(raster.width, raster.height)), which
        return True
    assert text.startswith("the image "), f"{which}: {text}"
    assert not isinstance(cause, (NameError, AttributeError, AssertionError)), f"{which}: {text}"
    return False


def test_ten_thousand_broken_files_are_opened_or_refused_and_nothing_else():
    opened = sum(_opened(*one) for one in enumerate(_MUTATED["mutations"](10_000, seed=_SEED)))
    assert 500 < opened < 9_000  # otherwise the mutations miss what they are for
