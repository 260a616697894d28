"""The layers of any saved Keras model, read from its file without running it."""

import os
from pathlib import Path

from shuzi.errors import ArchitectureError, ModelFileError, RunError
from shuzi.importing.container import description_in
from shuzi.importing.network import describe
from shuzi.importing.strict_json import parse_strict
from shuzi.network.architecture import MOST_FILE_BYTES, MOST_LAYERS, Architecture, parse_architecture
from shuzi.network.run_file import open_file, open_regular, read_file
from shuzi.store.folder import ARCHITECTURE, CARD

_MOST_BYTES = 4 * 1024 * 1024
"""Of a model's JSON; the note's network takes 8 kB. Set by hand."""

NOTE_CNN = Path(__file__).parent / "note_cnn.json"
"""The note's network as `build_note_cnn().to_json()` describes it, so that nobody waits for TensorFlow."""


def read_architecture(path: Path | None = None) -> Architecture:
    """Return the layers of a saved model.

    Args:
        path: a run's folder, a `.keras` file, a whole-model `.h5` file, or the JSON of `model.to_json()`; None is
            the note's network.
    Raises:
        RunError: there is nothing at the path, it is a folder but no run, or what it names is no regular file; a run's
            own files may not be links out of its folder.
        ArchitectureError: the file holds no model that shuzi knows.
    Example:
        >>> import shuzi
        >>> shuzi.read_architecture().parameters
        325282
    """
    try:
        file, content = _content(NOTE_CNN if path is None else path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RunError(f"{path} cannot be read ({reason}); name another file, or a run's folder.") from None
    text = _text(content, file)
    try:
        return _layers(text, str(file))
    except ArchitectureError as error:
        try:  # what Keras 2 wrote, and straight functional models
            return describe(text.encode(), source=str(file))
        except ArchitectureError:
            raise error from None


def _layers(text: str, source: str) -> Architecture:
    parse_strict(text.encode(), source=source)
    architecture = parse_architecture(text, source=source)
    if len(architecture.layers) > MOST_LAYERS:
        raise ArchitectureError(f"{source} has {len(architecture.layers):,} layers; expected up to {MOST_LAYERS}.")
    return architecture


def _content(path: Path) -> tuple[Path, bytes]:
    """Return the file that holds the layers, and what is in it."""
    try:
        if path.is_dir():
            if not os.path.lexists(path / CARD):
                raise RunError(f"{path} is no run's folder (it has no {CARD}); name one, or a model file in it.")
            open_file(path, CARD).close()
            folder, path = path, path / ARCHITECTURE
            return path, read_file(folder, ARCHITECTURE, most_bytes=MOST_FILE_BYTES)
        with open_regular(path) as stream:
            content = stream.read(MOST_FILE_BYTES + 1)
    except FileNotFoundError:
        raise RunError(
            f"{path} is not there; expected a run's folder or a saved Keras model. Check the path."
        ) from None
    if len(content) > MOST_FILE_BYTES:
        raise ArchitectureError(f"{path} has over {MOST_FILE_BYTES:,} bytes; that is no small network.")
    return path, content


def _text(content: bytes, path: Path) -> str:
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
