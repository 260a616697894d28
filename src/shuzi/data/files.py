"""MNIST in a folder on this machine, as IDX, gzipped IDX or Keras's `mnist.npz`."""

import gzip
import io
import math
import os
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from shuzi.data.canonical import CANONICAL_FILES, CanonicalFile, Files, encode_idx, verify
from shuzi.errors import RunError, SourceError
from shuzi.network.run_file import open_regular

_NPY_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '\|u1', 'fortran_order': False, 'shape': \(([0-9L, ]{1,40})\), \}[ \n]*", re.DOTALL
)
"""As NumPy writes it for unsigned bytes; the old Python wrote its sizes with an L."""

ZIP_ERRORS = (
    OSError,
    EOFError,
    LookupError,
    RuntimeError,  # a password, or a method that is not known
    ValueError,
    OverflowError,
    MemoryError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

_MOST_NPZ_BYTES = 64 * 1024 * 1024
"""Keras's file has 11.5 MB, and what NumPy packs not at all has 55 MB. Set by hand."""


def read_npz_file(path: Path) -> Files:
    """Return MNIST's four IDX files from a `mnist.npz` on disk; errors as `read_npz`."""
    try:
        with open_regular(path) as stream:
            content = stream.read(_MOST_NPZ_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(f"{path.name} is not there") from None
    except (OSError, ValueError, RunError) as error:
        raise SourceError(f"{path} cannot be read ({error})") from None
    if len(content) > _MOST_NPZ_BYTES:
        raise SourceError(f"{path} has over {_MOST_NPZ_BYTES:,} bytes; expected MNIST")
    return read_npz(content, where=str(path))


def read_folder(folder: Path) -> Files:
    """Return MNIST's four IDX files from a folder that holds them in any of the known forms.

    Raises:
        SourceError: the folder does not hold MNIST.
        DigestError: a file is there, but differs from the canonical one.
    """
    if not folder.is_dir():
        raise SourceError("it is not there" if not folder.exists() else "it is not a folder")
    archive = folder / "mnist.npz"
    if archive.is_file():
        return read_npz_file(archive)
    return {file.name: _read_idx(folder, file) for file in CANONICAL_FILES}


def _read_idx(folder: Path, file: CanonicalFile) -> bytearray:
    dotted = file.name.replace("-idx", ".idx")  # how some archives unpack the same file
    for name in (file.name, dotted):
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return read_verified(file, path)
    raise SourceError(f"it holds no {file.name}")


def read_verified(file: CanonicalFile, path: Path) -> bytearray:
    """Return one IDX file from disk after checking its digest.

    Args:
        path: the file, gzipped where its name ends in `.gz`.
    Raises:
        SourceError: the file is not there or cannot be read.
        DigestError: its bytes differ from the canonical ones.
    """
    try:
        with open_regular(path) as stream:
            if path.suffix == ".gz":
                content = gunzip(stream, most_bytes=file.size)
            else:
                content = bytearray(min(os.fstat(stream.fileno()).st_size, file.size + 1))
                stream.readinto(content)
    except FileNotFoundError:
        raise SourceError(f"{path.name} is not there") from None
    except (OSError, ValueError, RunError, EOFError, zlib.error) as error:
        raise SourceError(f"{path} cannot be read ({error})") from None
    verify(file, content, where=str(path))
    return content


def gunzip(stream: IO[bytes], *, most_bytes: int) -> bytearray:
    """Return the unpacked content, one byte more than `most_bytes` at most."""
    with gzip.open(stream) as unpacked:
        return bytearray(unpacked.read(most_bytes + 1))


def read_npz(content: bytes, *, where: str) -> Files:
    """Return MNIST's four IDX files from the bytes of Keras's `mnist.npz`, verified.

    Raises:
        SourceError: the bytes are no such archive.
        DigestError: an array differs from the canonical one.
    """
    files = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for file in CANONICAL_FILES:
                files[file.name] = _from_npy(_member(archive, f"{file.npz_key}.npy", file.size), file)
                verify(file, files[file.name], where=f"{where} ({file.npz_key})")
    except ZIP_ERRORS as error:
        raise SourceError(f"{where} is no mnist.npz ({type(error).__name__}: {ascii(str(error))[:200]})") from None
    return files


def _member(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed by the method {info.compress_type}")
    with archive.open(info) as member:
        # The .npy header is longer than the IDX one, by less than 1 kB.
        return member.read(size + 1024)


def _from_npy(content: bytes, file: CanonicalFile) -> bytes:
    """Return the IDX file of an array as NumPy keeps it, if that is of MNIST's shape, in unsigned bytes.

    NumPy's own reader is not asked: it makes whatever type and shape a header asks for.
    """
    header = _NPY_HEADER.match(content)
    length = int.from_bytes(content[8:10], "little") + 10
    if header is None or header.end() != length:
        raise ValueError(f"{file.npz_key} is no array of unsigned bytes")
    shape = tuple(int(size) for size in header[1].replace(b"L", b"").split(b",") if size.strip())
    if shape != file.shape or len(content) - length != math.prod(shape):
        raise ValueError(f"{file.npz_key} has the shape {shape}; expected {file.shape}")
    return encode_idx(np.frombuffer(content, np.uint8, offset=length).reshape(shape))
