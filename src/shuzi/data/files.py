"""MNIST in a folder on this machine, as IDX, gzipped IDX or Keras's `mnist.npz`."""

import gzip
import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from shuzi.data.canonical import CANONICAL_FILES, CanonicalFile, Files, verify
from shuzi.data.idx import encode_idx
from shuzi.errors import SourceError


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
        return read_npz(archive.read_bytes(), where=str(archive))
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
        with path.open("rb") as stream:
            if path.suffix == ".gz":
                content = gunzip(stream, most_bytes=file.size)
            else:
                content = bytearray(min(os.fstat(stream.fileno()).st_size, file.size + 1))
                stream.readinto(content)
    except FileNotFoundError:
        raise SourceError(f"{path.name} is not there") from None
    except (OSError, EOFError, zlib.error) as error:
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
                with archive.open(f"{file.npz_key}.npy") as member:
                    # The .npy header is longer than the IDX one, by less than 1 kB.
                    raw = member.read(file.size + 1024)
                array = np.load(io.BytesIO(raw), allow_pickle=False)
                files[file.name] = encode_idx(array.astype(np.uint8))
                verify(file, files[file.name], where=f"{where} ({file.npz_key})")
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"{where} is no mnist.npz ({type(error).__name__}: {error})") from None
    return files
