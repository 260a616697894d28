"""The folder of a run from the first step of its training until it is whole.

While it is trained, the folder holds the plan and the last two checkpoints. The finished run's files are made in a
folder inside it and moved up at the end, the card last: a folder with a card is a whole run, and any other can be gone
on with. A lock keeps a second process out; the system takes it away from a process that is killed.
"""

import contextlib
import json
import logging
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import filelock

from shuzi.errors import OutputError, RunError
from shuzi.network.run_file import read_file
from shuzi.store.checkpoint import TrainingState, checkpoint_name, read_checkpoint, write_checkpoint
from shuzi.store.folder import CARD, PLAN
from shuzi.whole_file import flush_folder, whole_file

logger = logging.getLogger("shuzi")

NEEDED_BYTES = 64 * 1024 * 1024
"""A run takes up to 25 MB, its checkpoints another 35 MB; below this much free space none is begun. Set by hand,
from these two."""

KEPT_CHECKPOINTS = 2
"""The last, and the one before it should the last be damaged; set by hand."""

_MOST_PLAN_BYTES = 1_000_000
"""An ordinary plan has 1 kB; set by hand."""

_LOCK = ".lock"
_NEW = ".new-"

_PLAN_FORMAT = 1
"""Of `training.json`; one of another format is refused."""


@dataclass(frozen=True)
class Plan:
    """Everything that a training is gone on with, besides its checkpoints."""

    recipe: dict[str, Any]
    """By the names of `shuzi.Recipe`."""
    seed: int
    limit: int | None
    validation_images: int
    data: str | None
    """The folder of images; None is MNIST."""
    digests: dict[str, str]
    """SHA-256 of the data's parts; other data would not give the same weights."""
    keep_going: bool
    target: float | None
    """In per cent."""
    backend: str
    versions: dict[str, str]
    start: dict[str, str] | None = None
    """The finished model that it began from: `path` and the `sha256` of its ONNX file."""
    layout: str | None = None
    """Of images of one's own."""
    devices: int = 1
    """Among which each batch is divided."""
    format: int = _PLAN_FORMAT

    def to_json(self) -> str:
        """Return the plan as the text of `training.json`."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def parse_plan(text: str, *, source: str) -> Plan:
    """Return the plan in the text of a `training.json`.

    Raises:
        RunError: the text is no plan, or one of another format.
    """
    try:
        values = json.loads(text)
        if not isinstance(values, dict) or values.get("format") != _PLAN_FORMAT:
            raise ValueError(f"format {_PLAN_FORMAT} was expected")
        return Plan(**values)
    except (ValueError, TypeError, RecursionError) as error:
        raise RunError(f"{source} does not say what was to be trained ({error}). Train anew.") from None


def read_plan(folder: Path) -> Plan:
    """Return what was to be trained in a folder.

    Raises:
        RunError: its plan cannot be read.
    """
    try:
        text = read_file(folder, PLAN, most_bytes=_MOST_PLAN_BYTES).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{folder / PLAN} cannot be read ({error}). Train anew.") from None
    return parse_plan(text, source=str(folder / PLAN))


def check_free(path: Path, *, but: tuple[str, ...] = ()) -> None:
    """See to it that a training may make its folder here: it is not there yet, or empty.

    Args:
        path: the folder.
        but: names of what it may hold all the same.
    Raises:
        OutputError: `path` is taken, or cannot be looked at.
    """
    try:
        taken = path.exists() and not (path.is_dir() and {entry.name for entry in path.iterdir()} <= {_LOCK, *but})
    except OSError as error:
        raise _not_writable(path, error) from None
    if taken:
        raise OutputError(f"{path} is there already and is not empty; expected a new folder. Name another one.")


def check_unfinished(path: Path) -> None:
    """See to it that a folder holds a training that was begun and has not ended.

    Raises:
        RunError: it does not.
    """
    try:
        unfinished, finished = (path / PLAN).is_file(), (path / CARD).is_file()
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}); check the path.") from None
    if not unfinished and finished:
        raise RunError(f"{path} is trained to its end; there is nothing to go on with.")
    if not unfinished:
        raise RunError(f"{path} holds no training that could be gone on with (it has no {PLAN}). Train anew.")


class TrainingFolder:
    """A run's folder that this process trains in."""

    def __init__(self, path: Path, lock: filelock.BaseFileLock, made: list[Path]) -> None:
        self.path = path
        self._lock = lock
        self._made = made
        """Folders above `path` that are there for its sake only, the innermost first."""

    @classmethod
    def begin(cls, path: Path, *, but: tuple[str, ...] = ()) -> "TrainingFolder":
        """Make the folder, which must be new or empty, and lock it; arguments as `check_free`.

        Raises:
            OutputError: `path` is taken, or its place cannot be written or is full.
        """
        check_free(path, but=but)
        made = [] if path.exists() else [path]
        made += _missing_parents(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            _check_room(path)
            return cls(path, _locked(path), made)
        except (OSError, OutputError) as error:
            _remove_empty(made)
            raise (_not_writable(path, error) if isinstance(error, OSError) else error) from None

    @classmethod
    def reopen(cls, path: Path) -> tuple["TrainingFolder", Plan]:
        """Lock the folder of a training that has not ended; return it and what was to be trained.

        Raises:
            RunError: there is none, or its plan is damaged.
            OutputError: it cannot be written, or another process trains in it.
        """
        check_unfinished(path)
        try:
            lock = _locked(path)
            for leftover in path.glob(f"{_NEW}*"):  # of a process that was killed while it wrote the run
                shutil.rmtree(leftover, ignore_errors=True)
            for leftover in path.glob("*.tmp"):
                leftover.unlink(missing_ok=True)
        except OSError as error:
            raise RunError(f"{path} cannot be gone on with ({error.strerror or error}). Train anew.") from None
        return cls(path, lock, []), read_plan(path)

    def write_plan(self, plan: Plan) -> None:
        """Write what is to be trained; from now on the training can be gone on with.

        Raises:
            OutputError: the disk is full.
        """
        try:
            with whole_file(self.path / PLAN) as stream:
                stream.write(plan.to_json().encode("utf-8", "backslashreplace"))  # of a folder's name
        except OSError as error:
            raise _not_writable(self.path, error) from None

    def save(self, state: TrainingState) -> None:
        """Write a checkpoint, and remove all but the last two.

        Raises:
            OutputError: it could not be written; the ones before are untouched.
        """
        try:
            write_checkpoint(self.path / checkpoint_name(state), state)
            for old in self._checkpoints()[:-KEPT_CHECKPOINTS]:
                old.unlink()
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                f"{self.path} cannot take a checkpoint ({reason}); what was saved before is kept. "
                f"Make room and go on with: shuzi train --resume {self.path}"
            ) from None

    @property
    def has_plan(self) -> bool:
        """Whether the training could be gone on with."""
        return (self.path / PLAN).is_file()

    @property
    def has_card(self) -> bool:
        """Whether an earlier, interrupted state of this training is there as a run."""
        return (self.path / CARD).is_file()

    def latest(self) -> TrainingState | None:
        """Return the newest state that is as it was written; None if there is none, so that training begins anew."""
        for path in reversed(self._checkpoints()):
            try:
                return read_checkpoint(path)
            except RunError as error:
                logger.warning("%s", f"{error} Going on from the one before.")
        return None

    @contextlib.contextmanager
    def publishing(self, *, keep_checkpoints: bool) -> Iterator[Path]:
        """Give a folder to write the finished run into; its files move up when the block ends without error.

        Args:
            keep_checkpoints: the training could still be gone on with.
        Raises:
            OutputError: something could not be written; the training can be gone on with.
        """
        new = self.path / f"{_NEW}{uuid.uuid4().hex[:8]}"
        try:
            new.mkdir()
            yield new
            (self.path / CARD).unlink(missing_ok=True)  # of an earlier, interrupted state of this run
            for file in sorted(new.iterdir(), key=lambda file: file.name == CARD):
                file.replace(self.path / file.name)
            flush_folder(self.path)
        except OSError as error:
            raise OutputError(
                f"{self.path} cannot be written ({error.strerror or error}); the training is kept. "
                f"Make room and go on with: shuzi train --resume {self.path}"
            ) from error
        finally:
            shutil.rmtree(new, ignore_errors=True)
        if not keep_checkpoints:
            (self.path / PLAN).unlink(missing_ok=True)
            for checkpoint in self._checkpoints():
                checkpoint.unlink(missing_ok=True)

    def close(self) -> None:
        """Let other processes train here."""
        (self.path / _LOCK).unlink(missing_ok=True)
        self._lock.release()

    def discard(self) -> None:
        """Remove what this training has made, and the folders above that were made for it."""
        for path in (self.path / PLAN, *self._checkpoints(), *self.path.glob("*.tmp")):
            path.unlink(missing_ok=True)
        self.close()
        _remove_empty(self._made)

    def _checkpoints(self) -> list[Path]:
        """Return the checkpoints, the oldest first; an earlier shuzi that was killed left `.tmp` of one."""
        return sorted(path for path in self.path.glob("checkpoint-*") if path.suffix != ".tmp")


def _locked(path: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(path / _LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise OutputError(f"another process is training in {path}; wait for it, or end it.") from None
    except NotImplementedError:
        logger.info("%s cannot be locked; going on without", path)
    return lock


def _missing_parents(path: Path) -> list[Path]:
    """Return the folders above `path` that are not there, the innermost first, once it is sure that none is a file."""
    try:
        missing = [parent for parent in path.parents if not parent.exists()]
        nearest = next(parent for parent in path.absolute().parents if parent.exists())
    except OSError as error:
        raise _not_writable(path, error) from None
    if not nearest.is_dir():
        raise OutputError(f"{path} cannot be written: {nearest} is a file; expected a folder. Name another with --out.")
    return missing


def _check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES:
        raise OutputError(
            f"{folder} has {free // 1024:,} kB free; a run needs up to {NEEDED_BYTES // 1024:,} kB. "
            "Make room, or name another folder with --out."
        )


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _not_writable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{path} cannot be written ({reason}); expected a writable place. Name another with --out.")
