"""A finished run's folder: how it appears whole, its files, and how they are checked when it is read."""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from shuzi.errors import OutputError, RunError
from shuzi.network.run_file import open_file, read_file
from shuzi.store.card import Card, parse_card

CARD = "card.json"
MODEL_ONNX = "model.onnx"
MODEL_KERAS = "model.keras"
ARCHITECTURE = "architecture.json"
WEIGHTS = "model.weights.h5"
PLAN = "training.json"
"""Is there, with checkpoints beside it, as long as training can be gone on with."""
MEMBERS = "members"
"""Of a committee's run: the folder that holds its members' runs."""
SUMS = "SHA256SUMS"
"""Of an export: the digest of every file in it, as `sha256sum -c` reads them."""

_LFS = b"version https://git-lfs"

_MOST_CARD_BYTES = 1_000_000
"""An ordinary card has 6 kB, and one of a thousand classes 150 kB. Set by hand."""

_MOST_RUN_BYTES = 256 * 1024 * 1024
"""Of all files: a run of the largest network that is opened has some 100 MB. More would only be read for its digest.
Set by hand."""


def default_run_path(recipe: str) -> Path:
    """Return a free path such as `runs/standard-20261123-101500`."""
    return free_path(Path("runs"), recipe)


def finish_run(folder: Path, card: Card) -> Card:
    """Write the card, with the digest of every file that is in the folder; return it."""
    files = {path.name: sha256(path) for path in sorted(folder.iterdir())}
    complete = replace(card, files=files)
    (folder / CARD).write_text(complete.to_json(), encoding="utf-8")
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    return complete


def read_run(path: Path) -> Card:
    """Return the card of a run after checking every file that it names.

    Raises:
        RunError: the folder is no run, or a file in it is missing or is not as it was written.
    """
    try:
        exists, has_card = path.exists(), _is_there(path / CARD)
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}); expected a run's folder. Check the path.") from None
    if not exists:
        raise RunError(f"{path} is not there; expected a run's folder, as `shuzi train` writes it. Check the path.")
    if not has_card and (path / PLAN).is_file():
        raise RunError(f"{path} is not trained to its end; go on with: shuzi train --resume {path}")
    if not has_card and (path / SUMS).is_file():
        raise RunError(
            f"{path} is an export, not a run. Whether its files are as they were written, this says: "
            f"cd {path} && sha256sum -c {SUMS}"
        )
    if not has_card:
        raise RunError(
            f"{path} is no run's folder (it has no {CARD}); expected a folder that `shuzi train` wrote. Check the path."
        )
    card = read_card(path)
    if MODEL_ONNX not in card.files:
        raise RunError(f"{path / CARD} lists no {MODEL_ONNX}; expected every file of the run. Make the run again.")
    room = _MOST_RUN_BYTES
    for name, digest in card.files.items():
        room -= _check(path, name, digest, most_bytes=room)
    return card


def read_trained(path: Path) -> Card:
    """Return the card of a run that shuzi trained; otherwise as `read_run`.

    Raises:
        RunError: it was imported.
    """
    card = read_run(path)
    if card.imported is not None:
        raise RunError(f"{path} was imported, not trained here; there is no training that could be made again.")
    return card


def read_card(folder: Path) -> Card:
    """Return the card in a run's folder; the files that it names are not looked at.

    Raises:
        RunError: it is missing, cannot be read, is too large or no file, or is no card.
    """
    path = folder / CARD
    try:
        text = read_file(folder, CARD, most_bytes=_MOST_CARD_BYTES).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{path} cannot be read ({error}). Make the run again.") from None
    return parse_card(text, source=str(path))


def _check(folder: Path, name: str, digest: str, *, most_bytes: int) -> int:
    """Compare a file with its digest, and return how many bytes it has."""
    if Path(name).name != name or name in ("", ".."):
        raise RunError(f"{folder / CARD} names a file outside its folder: {name!r}. Do not use this run.")
    path = folder / name
    try:
        with open_file(folder, name) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > most_bytes:
                raise RunError(
                    f"{path} has {size:,} bytes; the files of a run have up to {_MOST_RUN_BYTES:,} together. Do not "
                    "use this run."
                )
            measured = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise RunError(
            f"{path} is missing or cannot be read; the run's card lists it. Copy the whole folder again."
        ) from None
    if measured != digest and _is_pointer(folder, name):
        raise RunError(
            f"{path} is a Git LFS pointer, which stands for the file; expected the file. Fetch it with `git lfs pull`."
        )
    if measured != digest:
        raise RunError(
            f"{path} is not as it was written: its SHA-256 is {measured}, the card says {digest}. Copy the run again."
        )
    return size


def _is_pointer(folder: Path, name: str) -> bool:
    """Return whether a file is what Git leaves in the place of a large one that was not fetched."""
    with open_file(folder, name) as stream:
        return stream.read(len(_LFS)) == _LFS


def _is_there(path: Path) -> bool:
    """Return whether there is something, be it a pipe, or a link to nothing."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def free_path(folder: Path, name: str) -> Path:
    """Return a path in a folder that nothing has, such as `standard-20261123-101500`: a name and the time of now."""
    wanted = folder / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into, which becomes `folder` at the end; after an error nothing is left of it.

    Raises:
        OutputError: `folder` is there already and not empty, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} is there already; expected a new or empty folder. Name another with --out.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
            new = Path(place) / folder.name
            new.mkdir()
            yield new
            new.replace(folder)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror or error}). Name another folder with --out."
        ) from None
