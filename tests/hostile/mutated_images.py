"""Small images of every format, broken in ways that files break or are broken on purpose; used with `runpy`."""

import io
import random
from collections.abc import Iterator

import numpy as np
from PIL import Image

_EXIF = Image.Exif()
_EXIF[0x0112] = 6


def seeds() -> list[bytes]:
    """Return whole files to start from: every format, most modes and compressions."""
    noise = np.random.default_rng(0).integers(0, 256, (12, 16, 4), dtype=np.uint8)
    colour = Image.fromarray(noise)
    grey = colour.convert("L")
    deep = Image.fromarray(noise[:, :, 0].astype(np.uint16) * 257)
    frames = {"save_all": True, "append_images": [Image.fromarray(noise[::-1])], "duration": 100}
    return [
        *(_file(image, "PNG") for image in (colour, grey, colour.convert("P"), grey.convert("1"), deep)),
        _file(colour, "PNG", exif=_EXIF, **frames),
        *(_file(image.convert("RGB"), "JPEG", exif=_EXIF, progressive=many) for image in (colour,) for many in (0, 1)),
        *(_file(image, "JPEG") for image in (grey, colour.convert("CMYK"))),
        _file(colour.convert("RGB"), "MPO", save_all=True, append_images=[colour.convert("RGB")]),
        *(_file(colour, "WEBP", lossless=whole, exif=_EXIF) for whole in (False, True)),
        _file(colour.convert("RGB"), "WEBP"),
        _file(colour, "WEBP", **frames),
        *(_file(image, "BMP") for image in (colour, colour.convert("RGB"), grey, colour.convert("P"))),
        *(_file(image, "TIFF") for image in (colour, deep, grey.convert("F"), colour.convert("CMYK"))),
        *(_file(colour, "TIFF", compression=name) for name in ("tiff_lzw", "tiff_adobe_deflate", "packbits")),
        _file(colour.convert("RGB"), "TIFF", compression="jpeg"),
        _file(grey.convert("1"), "TIFF", compression="group4"),
        _file(grey, "TIFF", big_tiff=True),
    ]


def mutations(number: int, *, seed: int) -> Iterator[bytes]:
    """Yield this many broken files, always the same ones for a seed."""
    chance = random.Random(seed)
    whole = seeds()
    for index in range(number):
        content = bytearray(whole[index % len(whole)])
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            chance.choice(_BREAKS)(content, chance)
        yield bytes(content)


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _place(content: bytearray, chance: random.Random) -> int:
    # Headers are where most decisions are made.
    return chance.randrange(max(1, chance.choice((min(64, len(content)), len(content)))))


def _flip(content: bytearray, chance: random.Random) -> None:
    if content:
        content[_place(content, chance)] ^= 1 << chance.randrange(8)


def _number(content: bytearray, chance: random.Random) -> None:
    at, size = _place(content, chance), chance.choice((1, 2, 4))
    value = chance.choice((0, 1, 127, 255, 32768, 65535, 2**31 - 1, 2**32 - 1, len(content))) % 256**size
    content[at : at + size] = value.to_bytes(size, chance.choice(("little", "big")))


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[_place(content, chance) :]


def _drop(content: bytearray, chance: random.Random) -> None:
    at = _place(content, chance)
    del content[at : at + chance.randrange(1, 9)]


def _repeat(content: bytearray, chance: random.Random) -> None:
    at = _place(content, chance)
    content[at:at] = content[at : at + chance.randrange(1, 65)]


def _noise(content: bytearray, chance: random.Random) -> None:
    at = _place(content, chance)
    content[at : at + 8] = chance.randbytes(8)


_BREAKS = (_flip, _flip, _number, _number, _number, _cut, _drop, _repeat, _noise)
