"""A run's folder: written whole or not at all, and checked when it is read."""

import contextlib
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from shuzi.errors import OutputError, RunError
from shuzi.store.card import Card, parse_card

CARD = "card.json"
MODEL_ONNX = "model.onnx"
MODEL_KERAS = "model.keras"
ARCHITECTURE = "architecture.json"
WEIGHTS = "model.weights.h5"

NEEDED_BYTES = 32 * 1024 * 1024
"""A run takes about 7 MB; below this much free space none is begun."""


def default_run_path(recipe: str) -> Path:
    """Return a free path such as `runs/standard-20261123-101500`."""
    wanted = Path("runs") / f"{recipe}-{time.strftime('%Y%m%d-%H%M%S')}"
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path


@contextlib.contextmanager
def writing_run(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path` to write into; it becomes `path` when the block ends without error.

    Anything else, an exception or Ctrl-C, removes it, together with the parent folders that were made for it.

    Raises:
        OutputError: `path` is taken, or its place cannot be written or is full.
    """
    try:
        taken = path.exists() and not (path.is_dir() and not any(path.iterdir()))
    except OSError as error:
        raise _not_writable(path, error) from None
    if taken:
        raise OutputError(f"{path} is there already and is not empty; expected a new folder. Name another one.")
    made = _missing_parents(path)
    temporary = path.parent / f".{path.name}.{uuid.uuid4().hex[:8]}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_folder(temporary)
        yield temporary
        _rename(temporary, path)
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()
        if isinstance(error, OSError):
            raise _not_writable(path, error) from error
        raise


def finish_run(folder: Path, card: Card) -> Card:
    """Write the card, with the digest of every file that is in the folder; return it."""
    files = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
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
        there, has_card = path.exists(), (path / CARD).is_file()
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}); expected a run's folder. Check the path.") from None
    if not there:
        raise RunError(f"{path} is not there; expected a run's folder, as `shuzi train` writes it. Check the path.")
    if not has_card:
        raise RunError(
            f"{path} is no run's folder (it has no {CARD}); expected a folder that `shuzi train` wrote. Check the path."
        )
    try:
        card = parse_card((path / CARD).read_text(encoding="utf-8"), source=str(path / CARD))
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{path / CARD} cannot be read ({error}). Make the run again.") from None
    if MODEL_ONNX not in card.files:
        raise RunError(f"{path / CARD} lists no {MODEL_ONNX}; expected every file of the run. Make the run again.")
    for name, digest in card.files.items():
        _check(path, name, digest)
    return card


def _check(folder: Path, name: str, digest: str) -> None:
    if Path(name).name != name or name in ("", ".."):
        raise RunError(f"{folder / CARD} names a file outside its folder: {name!r}. Do not use this run.")
    path = folder / name
    try:
        found = _sha256(path)
    except (OSError, ValueError):  # ValueError: a name with a null byte
        raise RunError(
            f"{path} is missing or cannot be read; the run's card lists it. Copy the whole folder again."
        ) from None
    if found != digest:
        raise RunError(
            f"{path} is not as it was written: its SHA-256 is {found}, the card says {digest}. Copy the run again."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _missing_parents(path: Path) -> list[Path]:
    """Return the folders above `path` that are not there, the innermost first, once it is sure that none is a file."""
    missing = [parent for parent in path.parents if not parent.exists()]
    nearest = next(parent for parent in path.absolute().parents if parent.exists())
    if not nearest.is_dir():
        raise OutputError(f"{path} cannot be written: {nearest} is a file; expected a folder. Name another with --out.")
    return missing


def _make_folder(temporary: Path) -> None:
    try:
        temporary.mkdir()
    except OSError as error:
        raise _not_writable(temporary.parent, error) from None
    free = shutil.disk_usage(temporary).free
    if free < NEEDED_BYTES:
        raise OutputError(
            f"{temporary.parent} has {free // 1024:,} kB free; a run needs up to {NEEDED_BYTES // 1024:,} kB. "
            "Make room, or name another folder with --out."
        )


def _rename(temporary: Path, path: Path) -> None:
    try:
        if path.exists():
            path.rmdir()  # it is empty, and Windows renames over nothing
        temporary.rename(path)
    except OSError as error:
        raise _not_writable(path, error) from None


def _not_writable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{path} cannot be written ({reason}); expected a writable place. Name another with --out.")
