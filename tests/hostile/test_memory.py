"""How much memory the largest images take."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

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
    ("kind", "mode", "options", "side", "most"),
    [
        ("PNG", "RGBA", {"compress_level": 1}, 3536, 300),
        ("PNG", "I;16", {"compress_level": 1}, 7071, 300),
        ("JPEG", "RGB", {}, 3536, 300),
        ("JPEG", "RGB", {"progressive": True, "subsampling": 0}, 1768, 350),
        ("JPEG", "CMYK", {"progressive": True}, 1768, 500),
        ("WEBP", "RGBA", {"lossless": True, "method": 0, "quality": 0}, 3536, 500),
        ("WEBP", "RGB", {"method": 0}, 3536, 300),
        ("TIFF", "RGBA", {"compression": "tiff_lzw", "tiffinfo": {278: 7071}}, 3536, 500),
        ("TIFF", "1", {}, 7071, 300),
        ("BMP", "1", {}, 7071, 300),
    ],
)
def test_fifty_megapixels_take_little_memory(tmp_path, kind, mode, options, side, most):
    path = tmp_path / "page"
    _run(_DRAW, path, kind, mode, options)
    for longest, expected in ((7071, side), (1600, 1768)):
        shape, megabytes = _open(path, longest)
        assert max(map(int, shape.split())) == min(expected, side)
        assert megabytes < most


def _rgba16(side: int) -> bytes:
    """A PNG of four channels of 16 bits, which takes 400 MB as it stands."""
    header = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    packer = zlib.compressobj(1)
    row = b"\0" + bytes([200, 0]) * (4 * side)
    packed = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    )


def _lying_jpeg() -> bytes:
    """A JPEG of 16 × 16 pixels that says that it has 49 megapixels."""
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(stream, "JPEG")
    content = stream.getvalue()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", 7000, 7000) + content[at + 4 :]


@pytest.mark.parametrize("make", [lambda: _rgba16(7071), _lying_jpeg], ids=["16 bits in four channels", "lies"])
@pytest.mark.parametrize("longest", [7071, 1600])
def test_an_image_that_is_larger_inside_takes_less_than_300_megabytes(tmp_path, make, longest):
    (tmp_path / "page").write_bytes(make())
    assert _open(tmp_path / "page", longest)[1] < 300


def test_what_libtiff_says_of_a_damaged_file_does_not_reach_the_terminal(tmp_path):
    """It writes to the process's own error stream, beside all of Python's."""
    stream = io.BytesIO()
    Image.effect_noise((90, 60), 90).save(stream, "TIFF", compression="tiff_lzw")
    content = stream.getvalue()
    (tmp_path / "page").write_bytes(content[:100] + b"\xff" * 400 + content[500:])
    assert "cannot be read" in _run(_OPEN, tmp_path / "page", 90)  # which fails where anything is on the error stream
