"""Models in every layout of HDF5, broken with their checksums repaired; used with `runpy`.

A checksum that does not fit is noticed by anybody. What is tried here is a file whose checksums fit, with sizes,
addresses and counts that make no sense. Checksums are Bob Jenkins' lookup3 over the metadata before them.
Source: HDF5 File Format Specification, version 3.0; Jenkins, lookup3.c, hashlittle(), May 2006.
"""

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np

FIXTURES = Path(__file__).parent.parent / "fixtures" / "old_keras"
DESCRIPTION = FIXTURES / "tf-2.15.1-sequential.json"
_SIGNATURES = [b"OHDR", b"OCHK", b"BTHD", b"BTLF", b"BTIN", b"FRHP", b"FHDB", b"FHIB", b"FSHD", b"FSSE", b"\x89HDF"]
_LONGEST_BLOCK = 560
_32 = 2**32 - 1
_EXTREMES = (0, 1, 2, 7, 8, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 9, 2**64 - 1)


class Seed(NamedTuple):
    """A whole file to start from."""

    name: str
    content: bytes
    blocks: list[tuple[int, int]]
    """Where each block with a checksum begins, and where that checksum stands."""
    form: str
    """`weights`, `whole`, or `keras`: weights to be put into such a file."""


def seeds(layouts: list[str] | None = None) -> list[Seed]:
    """Return whole files: as Keras writes them, and the same weights in other layouts, by default all of those."""
    found = []
    for version in ("keras-2.1.6", "keras-2.2.4", "tf-1.12.0", "tf-2.15.1"):
        for form in ("weights", "whole"):
            path = FIXTURES / f"{version}-sequential-{form}.h5"
            found.append(Seed(path.name, path.read_bytes(), [], form))
    with zipfile.ZipFile(DESCRIPTION.with_suffix(".keras")) as archive:
        found.append(Seed("tf-2.15.1-sequential.keras", archive.read("model.weights.h5"), [], "keras"))
    for name in LAYOUTS if layouts is None else layouts:
        content = copied(**LAYOUTS[name])
        found.append(Seed(name, content, list(_checksums(content)), "weights"))
    return found


def mutations(whole: list[Seed], number: int, *, seed: int) -> Iterator[tuple[Seed, bytes]]:
    """Yield this many broken files with what they were, always the same ones for a seed; all checksums fit."""
    chance = random.Random(seed)
    words = [_words(one.content) for one in whole]
    for index in range(number):
        one = whole[index % len(whole)]
        content = bytearray(one.content)
        for _ in range(chance.choice((1, 1, 2, 4))):
            _break(content, one, words[index % len(whole)], chance)
        for start, end in one.blocks:
            if content[start:end] == one.content[start:end]:
                continue
            content[end : end + 4] = struct.pack("<I", lookup3(bytes(content[start:end])))
        yield one, bytes(content)


def written(one: Seed, content: bytes, folder: Path) -> tuple[Path, ...]:
    """Write a broken file as the files that somebody would open, and return them."""
    if one.form == "keras":
        path = folder / "damaged.keras"
        with zipfile.ZipFile(DESCRIPTION.with_suffix(".keras")) as good, zipfile.ZipFile(path, "w") as archive:
            for name in good.namelist():
                archive.writestr(name, content if name.endswith(".h5") else good.read(name))
        return (path,)
    path = folder / "damaged.h5"
    path.write_bytes(content)
    return (path,) if one.form == "whole" else (DESCRIPTION, path)


def lookup3(content: bytes) -> int:
    """Return the checksum of HDF5's metadata."""
    return int(_lookup3(content, np.array([len(content)]))[0])


def _lookup3(content: bytes, lengths: np.ndarray) -> np.ndarray:
    """Return the checksum of the first bytes of some content, for many numbers of bytes, all above 0."""
    padded = np.frombuffer(content + bytes(24), np.uint8)
    a = b = c = (0xDEADBEEF + lengths.astype(np.uint64)) & _32
    whole = (lengths - 1) // 12
    for number in range(int(whole.max())):
        x, y, z = padded[12 * number : 12 * number + 12].view("<u4").astype(np.uint64)
        mixed = _mixed((a + x) & _32, (b + y) & _32, (c + z) & _32)
        a, b, c = (np.where(number < whole, new, old) for new, old in zip(mixed, (a, b, c), strict=True))
    places = 12 * whole[:, None] + np.arange(12)
    last = np.where(places < lengths[:, None], padded[places], 0).astype(np.uint8).view("<u4").astype(np.uint64)
    return _finished((a + last[:, 0]) & _32, (b + last[:, 1]) & _32, (c + last[:, 2]) & _32)


def _mixed(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any]:
    for turn in (4, 6, 8, 16, 19, 4):
        a, b, c = b, (c + b) & _32, ((a - c) & _32) ^ _turned(c, turn)
    return a, b, c


def _finished(a: Any, b: Any, c: Any) -> Any:
    for turn in (14, 11, 25, 16, 4, 14, 24):
        a, b, c = b, ((c ^ b) - _turned(b, turn)) & _32, a
    return b


def _turned(value: Any, bits: int) -> Any:
    return ((value << np.uint64(bits)) | (value >> np.uint64(32 - bits))) & _32


def _checksums(content: bytes) -> Iterator[tuple[int, int]]:
    for signature in _SIGNATURES:
        start = content.find(signature)
        while start >= 0:
            part = content[start : start + _LONGEST_BLOCK]
            lengths = np.arange(8, len(part) - 4)
            stored = np.lib.stride_tricks.sliding_window_view(np.frombuffer(part, np.uint8), 4)[lengths]
            fits = np.ascontiguousarray(stored).view("<u4")[:, 0] == _lookup3(part, lengths)
            yield from ((start, start + int(length)) for length in lengths[fits][:1])
            start = content.find(signature, start + 1)


def _words(content: bytes) -> list[int]:
    """Return where numbers stand that could be sizes, addresses or counts."""
    places = range(0, len(content) - 8, 8)
    numbers = struct.unpack_from(f"<{len(places)}Q", content)
    return [
        place
        for place, number in zip(places, numbers, strict=True)
        if 0 < number <= len(content) or number == 2**64 - 1
    ]


def _break(content: bytearray, one: Seed, words: list[int], chance: random.Random) -> None:
    kind = chance.randrange(6)
    place = chance.choice(words) if kind < 4 else chance.randrange(len(content) - 8)
    if one.blocks and chance.random() < 0.7:
        start, end = chance.choice(one.blocks)
        place = chance.randrange(start, end)
    width = chance.choice((1, 2, 4, 8, 8))
    if kind == 5:
        content[place] ^= 1 << chance.randrange(8)
        return
    value = (
        chance.choice(_EXTREMES),
        chance.randrange(len(content)),
        struct.unpack_from("<Q", content, chance.choice(words))[0],
        int.from_bytes(content[place : place + width], "little") + chance.choice((-8, -1, 1, 8)),
        chance.randrange(256),
    )[kind]
    content[place : place + width] = (value % 256**width).to_bytes(width, "little")


def copied(*, groups: dict[str, Any] | None = None, extra: int = 0, **options: Any) -> bytes:
    """Return the good weights in another layout.

    Args:
        groups: how each group is made.
        extra: attributes and groups more, so that they are kept in heaps, or in trees of several levels.
    """
    stream = io.BytesIO()
    with h5py.File(f"{DESCRIPTION.with_suffix('')}-weights.h5", "r") as good, h5py.File(stream, "w", **options) as file:

        def copy(path: str, item: Any) -> None:
            if isinstance(item, h5py.Dataset):
                file[path] = item[()]
            else:
                file.create_group(path, **(groups or {}))

        good.visititems(copy)
        for number in range(extra):
            file.attrs[f"attribute_{number}"] = number
            file.create_group(f"dense/group_{number}")
        if extra:
            del file[f"dense/group_{extra // 2}"]
    return stream.getvalue()


LAYOUTS: dict[str, dict[str, Any]] = {
    "superblock 2": {"libver": ("v108", "v108"), "extra": 3},
    "superblock 3": {"libver": "latest", "extra": 3},
    "superblock 3, dense links and attributes": {"libver": "latest", "extra": 40},
    "superblock 2, dense links and attributes, ordered": {
        "libver": ("v108", "v108"),
        "extra": 40,
        "groups": {"track_order": True},
    },
    "superblock 0, ordered groups": {"extra": 40, "groups": {"track_order": True}},
    "superblock 0, many links": {"extra": 400},
    "pages": {"fs_strategy": "page", "fs_persist": True, "fs_page_size": 1024, "extra": 12},
    "pages, superblock 3": {
        "libver": "latest",
        "fs_strategy": "page",
        "fs_persist": True,
        "fs_page_size": 512,
        "extra": 12,
    },
    "free space kept": {"fs_strategy": "fsm", "fs_persist": True, "extra": 12},
    "free space kept, superblock 3": {"libver": "latest", "fs_strategy": "fsm", "fs_persist": True, "extra": 40},
}
"""How each is made, which h5py decides."""
