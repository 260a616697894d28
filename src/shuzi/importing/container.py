"""The parts of a model's files: the description of its layers and its weights, still unread."""

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import ModelFileError
from shuzi.importing.hdf5_file import Hdf5File
from shuzi.importing.other_formats import refuse_folder, refuse_other_formats
from shuzi.network.architecture import MOST_FILE_BYTES, MOST_JSON_BYTES

_HDF5 = b"\x89HDF\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_MEMBERS = {"config.json": MOST_JSON_BYTES, "metadata.json": MOST_JSON_BYTES, "model.weights.h5": MOST_FILE_BYTES}
"""What a `.keras` file holds, with the most bytes of each."""

_END = struct.Struct("<4s4H2LH")
"""How a zip file ends: signature, two disks, two counts, size and start of the list of members, length of a comment."""

_ZIP64_END = b"PK\6\7"
_MOST_DIRECTORY_BYTES = 4096
"""Of the list of members, which takes 178 in Keras's files; set by hand."""


class Parts(NamedTuple):
    """What a model's files hold."""

    description: bytes
    """JSON."""
    weights: Hdf5File
    files: dict[str, bytes]
    """The whole content of every file, by its name."""
    described_in: str
    """The name of the file with the description, for messages."""
    weights_in: str


def open_parts(model: Path, weights: Path | None) -> Parts:
    """Return the description and the weights in a model's one or two files.

    Args:
        model: a whole model (`.keras`, or `.h5` of `model.save`), or the JSON of `model.to_json()`.
        weights: what `save_weights` wrote, if `model` is JSON; whatever its name ends in.
    Raises:
        ModelFileError: a file is not there, no regular file, too large, or not what was expected.
    """
    content = _content(model)
    refuse_other_formats(content, model)
    files = {model.name: content}
    whole = content.startswith((_HDF5, _ZIP))
    if whole and weights is not None:
        raise ModelFileError(f"{model} is a whole model, or weights alone; name the JSON file first, then the weights.")
    if content.startswith(_ZIP):
        members = _unzipped(content, str(model))
        name = f"{model}: model.weights.h5"
        return Parts(
            members["config.json"], Hdf5File(members["model.weights.h5"], source=name), files, str(model), name
        )
    if whole:
        file = Hdf5File(content, source=str(model))
        text = file.text("model_config")
        if text is None:
            raise ModelFileError(
                f"{model} holds weights and no layers; name the model's JSON file first, then {model}."
            )
        return Parts(text, file, files, str(model), str(model))
    if weights is None:
        raise ModelFileError(
            f"{model} is no whole model (.keras, or .h5 of model.save); if it is the JSON of model.to_json(), "
            "name the file of weights behind it."
        )
    files[weights.name] = _content(weights)
    refuse_other_formats(files[weights.name], weights)
    if not files[weights.name].startswith(_HDF5):
        raise ModelFileError(f"{weights} is no HDF5 file; expected what model.save_weights() writes as .h5.")
    return Parts(content, Hdf5File(files[weights.name], source=str(weights)), files, str(model), str(weights))


def description_in(content: bytes, *, source: str) -> bytes:
    """Return the JSON of a model's layers: out of a whole model's content, or the content itself if it is neither kind.

    Raises:
        ModelFileError: it is a whole model that is damaged, or weights alone.
    """
    refuse_other_formats(content, Path(source))
    if content.startswith(_ZIP):
        return _unzipped(content, source)["config.json"]
    if not content.startswith(_HDF5):
        return content
    text = Hdf5File(content, source=source).text("model_config")
    if text is None:
        raise ModelFileError(
            f"{source} holds weights and no layers; expected a whole model, or the JSON of its layers."
        )
    return text


def _content(path: Path) -> bytes:
    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            raise ModelFileError(f"{path} is a symbolic link; name the file itself.")
        if stat.S_ISDIR(about.st_mode):
            refuse_folder(path)
        if not stat.S_ISREG(about.st_mode):
            raise ModelFileError(f"{path} is no file; expected a saved Keras model.")
        if about.st_size > MOST_FILE_BYTES:
            raise ModelFileError(
                f"{path} has {about.st_size:,} bytes; shuzi opens models of up to {MOST_FILE_BYTES:,}."
            )
        with path.open("rb") as stream:
            content = stream.read(MOST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelFileError(f"{path} cannot be read ({reason}); check the path.") from None
    if len(content) > MOST_FILE_BYTES:
        raise ModelFileError(f"{path} grows while it is read; name a finished file.")
    return content


def _unzipped(content: bytes, source: str) -> dict[str, bytes]:
    _check_directory(content, source)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = [info.orig_filename for info in infos]  # the other one ends at a null byte
            if sorted(names) != sorted(_MEMBERS):
                raise ModelFileError(
                    f"{source} holds {', '.join(map(repr, names[:6]))[:200]}; expected {', '.join(_MEMBERS)}, each "
                    "once."
                )
            return {info.filename: _member(archive, info, source) for info in infos}
    except (OSError, EOFError, LookupError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelFileError(f"{source} is no .keras file ({str(error)[:200]}); save the model again.") from None


def _check_directory(content: bytes, source: str) -> None:
    """Refuse a zip file whose list of members is not short and last, before it is read: it could have a million."""
    end = content[-_END.size :]
    signature, *_, count, size, start, comment = _END.unpack(end) if len(end) == _END.size else (b"", 0, 0, 0, 0)
    fits = signature == b"PK\5\6" and comment == 0 and size <= _MOST_DIRECTORY_BYTES
    if (
        not fits
        or count > len(_MEMBERS) + 10
        or start + size + _END.size != len(content)
        or _ZIP64_END in content[-76:]
    ):
        raise ModelFileError(
            f"{source} is no .keras file (its list of members is not where and as short as Keras writes it); save the "
            "model again."
        )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str) -> bytes:
    most = _MEMBERS[info.filename]
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ModelFileError(f"{source}: {info.filename} is a symbolic link; do not trust the file.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ModelFileError(
            f"{source}: {info.filename} is packed by the method {info.compress_type}; expected what Keras uses."
        )
    if info.file_size > most:
        raise ModelFileError(f"{source}: {info.filename} unpacks to {info.file_size:,} bytes; expected up to {most:,}.")
    with archive.open(info) as member:
        unpacked = member.read(most + 1)
    if len(unpacked) > most:
        raise ModelFileError(f"{source}: {info.filename} unpacks to more than it says; do not trust the file.")
    return unpacked
