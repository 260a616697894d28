"""The layers of any saved Keras model, read from its file without running it."""

from pathlib import Path

from shuzi.errors import ArchitectureError, ModelFileError, RunError
from shuzi.importing.container import description_in
from shuzi.importing.network import describe
from shuzi.network.architecture import Architecture, parse_architecture
from shuzi.network.limits import MOST_FILE_BYTES
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
        content = stream.read(MOST_FILE_BYTES + 1)
    if len(content) > MOST_FILE_BYTES:
        raise ArchitectureError(f"{path} has over {MOST_FILE_BYTES:,} bytes; that is no small network.")
    try:
        return _decoded(description_in(content, source=str(path)), path)
    except ModelFileError as error:
        raise ArchitectureError(str(error)) from None


def _decoded(content: bytes, path: Path) -> str:
    if len(content) > _MOST_BYTES:
        raise ArchitectureError(f"{path} describes its layers in over {_MOST_BYTES:,} bytes; that is no small network.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ArchitectureError(
            f"{path} is no saved Keras model; expected a run's folder, .keras, .h5 or .json."
        ) from None
