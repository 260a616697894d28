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
image = Image.new(mode, (7070, 7071), {"I;16": 65535, "F": 1.0}.get(mode, "white"))
image.paste(0.0 if mode == "F" else 0 if mode in "1LI;16" else "black", (0, 0, 3000, 6000))
if mode == "RGBA":
    image.putpixel((0, 0), (0, 0, 0, 0))
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
        ("PNG", "RGBA", {"compress_level": 1}, 3536),
        ("PNG", "I;16", {"compress_level": 1}, 7071),
        ("JPEG", "RGB", {}, 3536),
        ("JPEG", "RGB", {"progressive": True}, 3536),
        ("WEBP", "RGB", {"method": 0}, 3536),
        ("TIFF", "RGB", {"compression": "tiff_lzw", "tiffinfo": {278: 64}}, 3536),
        ("TIFF", "1", {}, 7071),
        ("BMP", "1", {}, 7071),
    ],
)
def test_fifty_megapixels_take_little_memory(tmp_path, kind, mode, options, side):
    path = tmp_path / "page"
    _run(_DRAW, path, kind, mode, options)
    for longest, expected in ((7071, side), (1600, 1768)):
        shape, megabytes = _open(path, longest)
        assert max(map(int, shape.split())) == min(expected, side)
        assert megabytes < 300


@pytest.mark.parametrize(
    ("kind", "mode", "options", "words"),
    [
        ("JPEG", "RGB", {"progressive": True, "subsampling": 0}, "is a progressive JPEG"),
        ("WEBP", "RGBA", {"lossless": True, "method": 0, "quality": 0}, "is a lossless WebP with transparency"),
        ("TIFF", "RGBA", {"compression": "tiff_lzw", "tiffinfo": {278: 7071}}, "is a TIFF in one piece"),
        ("TIFF", "RGB", {"compression": "jpeg", "tiffinfo": {278: 7071}}, "is stored in pieces"),
    ],
)
def test_fifty_megapixels_that_would_take_more_are_refused_with_the_limit(tmp_path, kind, mode, options, words):
    path = tmp_path / "page"
    _run(_DRAW, path, kind, mode, options)
    answer, megabytes = _open(path, 1600)
    assert words in answer
    assert "MB at most" in answer
    assert megabytes < 60


# The largest of each kind that is opened.
@pytest.mark.parametrize(
    ("side", "kind", "mode", "options"),
    [
        (6550, "JPEG", "RGB", {"progressive": True, "subsampling": 0}),
        (6600, "WEBP", "RGB", {"lossless": True, "method": 0, "quality": 0}),
        (6500, "TIFF", "RGB", {"compression": "tiff_lzw", "tiffinfo": {278: 7071}}),
    ],
)
def test_what_is_just_small_enough_takes_less_than_300_megabytes(tmp_path, side, kind, mode, options):
    path = tmp_path / "page"
    _run(_DRAW.replace("(7070, 7071)", f"({side}, {side})"), path, kind, mode, options)
    answer, megabytes = _open(path, 7071)
    assert answer.endswith(" 3")
    assert megabytes < 300


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
