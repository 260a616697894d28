"""How much memory the largest images take."""

import subprocess
import sys
from pathlib import Path

import pytest

_DRAW = """
import sys
from PIL import Image
path, kind, mode, options = sys.argv[1], sys.argv[2], sys.argv[3], eval(sys.argv[4])
image = Image.new(mode, (7070, 7071), "white" if mode != "I;16" else 65535)
image.paste(0 if mode in "1LI;16" else "black", (0, 0, 3000, 6000))
exif = Image.Exif()
exif[0x0112] = 6
image.save(path, kind, exif=exif, **options)
"""

_OPEN = """
import resource, sys
from pathlib import Path
from shuzi.errors import ImageError
from shuzi.imaging.image_file import open_raster
import cv2, PIL.JpegImagePlugin  # what comes with reading digits is not counted

def peak():
    # What was used before this program began counts as its own in the resource module, on Linux.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 ** 2 if sys.platform == "darwin" else 1024)

before = peak()
try:
    print(*open_raster(sys.argv[1], longest=int(sys.argv[2])).pixels.shape)
except ImageError as error:
    print(error)
print(peak() - before)
"""


def _run(program: str, *arguments: object) -> str:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def _open(path: Path, longest: int) -> tuple[str, float]:
    """Return (what came of it, megabytes that it took)."""
    answer, megabytes = _run(_OPEN, path, longest).splitlines()
    return answer, float(megabytes)


@pytest.mark.parametrize(
    ("kind", "mode", "options", "side"),
    [
        ("PNG", "RGBA", {"compress_level": 1}, 7071),
        ("PNG", "I;16", {"compress_level": 1}, 7071),
        ("JPEG", "RGB", {}, 7071),
        ("JPEG", "RGB", {"progressive": True, "subsampling": 0}, 3536),
        ("JPEG", "CMYK", {"progressive": True}, 1768),
        ("WEBP", "RGBA", {"lossless": True, "method": 0, "quality": 0}, 7071),
        ("WEBP", "RGB", {"method": 0}, 7071),
        ("TIFF", "RGBA", {"compression": "tiff_lzw", "tiffinfo": {278: 7071}}, 7071),
        ("TIFF", "1", {}, 7071),
        ("BMP", "1", {}, 7071),
    ],
)
def test_fifty_megapixels_take_less_than_500_megabytes(tmp_path, kind, mode, options, side):
    path = tmp_path / "page"
    _run(_DRAW, path, kind, mode, options)
    for longest, expected in ((7071, side), (1600, 1768)):
        shape, megabytes = _open(path, longest)
        assert max(map(int, shape.split())) == expected
        assert megabytes < 500
