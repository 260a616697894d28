"""`shuzi doctor`: what is installed, what this machine has, and what is missing."""

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

import typer

from shuzi.cli.backend import BACKENDS, wanted_backend
from shuzi.cli.terminal import JSON_HELP, print_json
from shuzi.machine import quiet_libraries

# Package, and the module it brings.
_PACKAGES = {
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "pillow": "PIL",
    "opencv-python-headless": "cv2",
    "matplotlib": "matplotlib",
    "pypdfium2": "pypdfium2",
    "fastapi": "fastapi",
    "uvicorn": "uvicorn",
    "keras": "keras",
    "h5py": "h5py",
    "onnx": "onnx",
}


def doctor(
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Print versions, devices, caches with their digests, free disk space, and what is missing."""
    findings = _findings()
    if as_json:
        print_json(findings)
        return
    machine = findings["machine"]
    memory = "" if machine["memory_bytes"] is None else f", {machine['memory_bytes'] / 2**30:.0f} GiB"
    print(f"machine    {machine['processor']}, {machine['cores']} cores{memory}; {machine['system']}")
    print("versions   " + ", ".join(f"{name} {version}" for name, version in findings["versions"].items()))
    print(f"backend    {findings['backend']} (set KERAS_BACKEND to choose)")
    print(f"devices    {', '.join(findings['devices']) or 'none that trains'}; trains in {findings['dtype_policy']}")
    if findings["answers_in"]:
        speed = f"{findings['int8_speed']:.1f} times as fast as float32"
        print(f"answers    many at once in {findings['answers_in']}; int8 is {speed}")
    for cache in findings["caches"]:
        print(f"cache      {cache['path']}: {cache['state']}")
        for name, digest in cache["sha256"].items():
            print(f"           {digest}  {name}")
    for place in findings["disk"]:
        print(f"disk       {place['path']}: {place['free_bytes'] / 2**30:.1f} GiB free")
    for problem in findings["missing"]:
        print(f"missing    {problem['name']}: {problem['cure']}")
    if not findings["missing"]:
        print("missing    nothing")


def _findings() -> dict[str, Any]:
    from shuzi.data.cache import cache_folder
    from shuzi.machine import describe_machine, versions

    devices, dtype_policy = _training()
    answers_in, int8_speed, damaged = _answers()
    return {
        "versions": versions("shuzi", *_PACKAGES, "tensorflow", "tensorflow-cpu", "jax", "torch"),
        "machine": describe_machine(),
        "backend": wanted_backend(),
        "devices": devices,
        "dtype_policy": dtype_policy,
        "answers_in": answers_in,
        "int8_speed": int8_speed,
        "caches": _caches(),
        "disk": [_disk(Path.cwd()), _disk(cache_folder())],
        "missing": _missing() + damaged,
    }


def _answers() -> tuple[str | None, float | None, list[dict[str, str]]]:
    """Return in what the model that comes with shuzi answers many images, how fast int8 is there, and its damage."""
    try:
        from shuzi.store.model import load

        many = load().classifier.many
        return many.answers_in, round(many.speed_in_8_bits, 2), []
    except ImportError:  # told as missing
        return None, None, []
    except Exception as error:  # noqa: BLE001 - ONNX Runtime's own errors share no base class
        name = f"a whole model that comes with shuzi ({error})"
        return None, None, [{"name": name, "cure": "install shuzi once more"}]


def _training() -> tuple[list[str], str]:
    """Return the devices that Keras's backend finds, and the precision that training would use."""
    try:
        with quiet_libraries():
            from shuzi.training.backend import devices, fastest_precision

            return devices(), fastest_precision()
    except (ImportError, ValueError):  # not installed, or no backend that Keras knows
        return [], "float32"


def _caches() -> list[dict[str, Any]]:
    from shuzi.data.cache import cache_folder, read_cache
    from shuzi.data.canonical import CANONICAL_FILES
    from shuzi.data.files import read_folder
    from shuzi.data.sources import keras_cache_file, own_folder

    places = [
        (cache_folder(), read_cache),
        (keras_cache_file().parent, lambda: read_folder(keras_cache_file().parent)),
    ]
    named = own_folder()
    if named is not None:
        places.insert(0, (named, lambda: read_folder(named)))
    return [_cache(path, read, {file.name: file.sha256 for file in CANONICAL_FILES}) for path, read in places]


def _cache(path: Path, read: Any, digests: dict[str, str]) -> dict[str, Any]:
    from shuzi.errors import SourceError

    try:
        read()
    except SourceError as error:
        return {"path": str(path), "state": str(error), "sha256": {}}
    except OSError as error:
        return {"path": str(path), "state": f"it cannot be read ({error.strerror or error})", "sha256": {}}
    return {"path": str(path), "state": "MNIST, verified", "sha256": digests}


def _disk(path: Path) -> dict[str, Any]:
    existing = next(parent for parent in (path, *path.parents, Path.cwd()) if os.path.exists(parent))  # noqa: PTH110 - never raises
    return {"path": str(path), "free_bytes": shutil.disk_usage(existing).free}


def _missing() -> list[dict[str, str]]:
    missing = [
        {"name": package, "cure": f"pip install {package}"}
        for package, module in _PACKAGES.items()
        if importlib.util.find_spec(module) is None
    ]
    wanted = wanted_backend()
    if wanted not in BACKENDS:
        missing.append({"name": wanted, "cure": f"set KERAS_BACKEND to one of {', '.join(BACKENDS)}"})
    elif importlib.util.find_spec(wanted) is None:
        missing.append({"name": wanted, "cure": BACKENDS[wanted]})
    return missing
