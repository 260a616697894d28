"""What this machine is and which versions are installed, as a run's card and `shuzi doctor` record it."""

import contextlib
import datetime
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_CPU_INFO = Path("/proc/cpuinfo")
_MEMORY_INFO = Path("/proc/meminfo")


def cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu_info(path: Path = _CPU_INFO) -> dict[str, str]:
    """Return what Linux says of the first core, by its own names; empty on other systems."""
    try:
        first_core = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first_core.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def memory_bytes() -> int | None:
    """Return the machine's memory; None where it cannot be told."""
    try:
        first_line = _MEMORY_INFO.read_text(encoding="utf-8").splitlines()[0]
    except OSError:
        return None
    return int(first_line.split()[1]) * 1024


def describe_machine() -> dict[str, Any]:
    """Return processor, cores, memory in bytes and system, as a run's card records them."""
    return {
        "processor": cpu_info().get("model name") or platform.processor() or platform.machine(),
        "cores": cores(),
        "memory_bytes": memory_bytes(),
        "system": platform.platform(),
    }


def utc_now() -> str:
    """Return the time of now as cards record it: UTC, ISO 8601, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def package_version(name: str) -> str | None:
    """Return the installed version of a package; None if it is not there."""
    from importlib import metadata  # takes half as long as NumPy, and reading needs no versions

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def versions(*names: str) -> dict[str, str]:
    """Return Python's version and those of the named packages that are installed."""
    installed = {name: package_version(name) for name in names}
    return {"python": platform.python_version()} | {name: version for name, version in installed.items() if version}


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """Hold back what libraries write to standard error; it is shown after all if the block fails.

    TensorFlow writes from C++ before any setting of its own can stop it, so the file descriptor itself is turned away.
    """
    try:
        descriptor = sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):  # a notebook or a test has put something else in its place
        yield
        return
    sys.stderr.flush()
    kept = os.dup(descriptor)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), descriptor)
        failed = True
        try:
            yield
            failed = False
        finally:
            sys.stderr.flush()
            os.dup2(kept, descriptor)
            os.close(kept)
            if failed:
                held.seek(0)
                os.write(descriptor, held.read())
