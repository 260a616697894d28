"""The layers of any saved Keras model, read from its file without running it."""

import zipfile
import zlib
from pathlib import Path

from shuzi.architecture import Architecture, parse_architecture
from shuzi.errors import ArchitectureError, MissingDependencyError, RunError
from shuzi.importing.network import describe
from shuzi.store.folder import ARCHITECTURE, CARD

_MOST_BYTES = 4 * 1024 * 1024
"""Of a model's JSON; the note's network takes 8 kB."""

NOTE_CNN = Path(__file__).parent / "note_cnn.json"
"""The note's network as `build_note_cnn().to_json()` describes it, so that nobody waits for TensorFlow."""


def read_architecture(path: Path | None = None) -> Architecture:
    """Return the layers of a saved model.

    Args:
        path: a run's folder, a `.keras` file, a whole-model `.h5` file, or the JSON of `model.to_json()`; None is
            the note's network.
    Raises:
        RunError: there is nothing at the path, or it is a folder but no run.
        ArchitectureError: the file holds no model that shuzi knows.
    """
    try:
        file = NOTE_CNN if path is None else _model_file(path)
        text = _text(file)
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}); name another file, or a run's folder.") from None
    try:
        return parse_architecture(text, source=str(file))
    except ArchitectureError as error:
        try:  # what Keras 2 wrote, and straight functional models
            return describe(text.encode(), source=str(file))
        except ArchitectureError:
            raise error from None


def _model_file(path: Path) -> Path:
    if path.is_dir():
        if not (path / CARD).is_file():
            raise RunError(f"{path} is no run's folder (it has no {CARD}); name one, or a model file in it.")
        path = path / ARCHITECTURE
    if not path.is_file():
        raise RunError(f"{path} is not there; expected a run's folder or a saved Keras model. Check the path.")
    return path


def _text(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if content.startswith(b"PK"):
        return _from_keras_zip(path)
    if content.startswith(b"\x89HDF\r\n\x1a\n"):
        return _from_hdf5(path)
    return _decoded(content, path)


def _from_keras_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("config.json") as member:
            return _decoded(member.read(_MOST_BYTES + 1), path)
    except (OSError, EOFError, LookupError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ArchitectureError(f"{path} is no .keras file ({error}); save the model again.") from None


def _from_hdf5(path: Path) -> str:
    try:
        import h5py
    except ImportError:
        raise MissingDependencyError(
            f"{path} is an HDF5 file, and h5py is not installed; install it: pip install h5py"
        ) from None
    try:
        with h5py.File(path, "r") as file:
            text = file.attrs.get("model_config")
    except (OSError, LookupError, RuntimeError, TypeError, ValueError) as error:  # h5py's words for damaged files
        raise ArchitectureError(f"{path} cannot be read ({error}); save the model again.") from None
    if text is None:
        raise ArchitectureError(
            f"{path} holds weights and no layers; expected a whole model. Name the run's folder, or its {ARCHITECTURE}."
        )
    return _decoded(text if isinstance(text, bytes) else str(text).encode(errors="surrogateescape"), path)


def _decoded(content: bytes, path: Path) -> str:
    if len(content) > _MOST_BYTES:
        raise ArchitectureError(f"{path} describes its layers in over {_MOST_BYTES:,} bytes; that is no small network.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ArchitectureError(
            f"{path} is no saved Keras model; expected a run's folder, .keras, .h5 or .json."
        ) from None
