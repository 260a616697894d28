"""A home of its own for every test of the data layer, and MNIST in the forms that it may be found in."""

from pathlib import Path

import numpy as np
import pytest

from shuzi.data.canonical import CANONICAL_FILES, Files, encode_idx
from shuzi.data.mnist import Mnist


@pytest.fixture(scope="session")
def files(mnist: Mnist) -> Files:
    """The four IDX files in memory."""
    arrays = (mnist.train.images, mnist.train.labels, mnist.test.images, mnist.test.labels)
    return {file.name: encode_idx(array) for file, array in zip(CANONICAL_FILES, arrays, strict=True)}


@pytest.fixture(scope="session")
def npz(mnist: Mnist, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Keras's `mnist.npz`, with the same arrays."""
    path = tmp_path_factory.mktemp("npz") / "mnist.npz"
    (x_train, y_train), (x_test, y_test) = mnist
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return path.read_bytes()


@pytest.fixture
def home(tmp_path: Path, mnist: Mnist, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home: no cache, no folder named, no network."""
    for name in ("SHUZI_DATA", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    return tmp_path


@pytest.fixture
def cache(home: Path, files: Files) -> Path:
    """A good cache in that home."""
    folder = home / "cache" / "shuzi" / "mnist"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def keras_home(home: Path, npz: bytes) -> Path:
    """Keras's cache in that home."""
    path = home / ".keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(npz)
    return path
