"""What programs that speak to language models may ask: read the digits of an image, and explain one of them.

An image is a file in one of the folders that were opened to the client, or its bytes in base64. Every limit of the API
holds here too; nothing is kept, written beside a temporary folder, or sent anywhere.
"""

import base64
import binascii
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from shuzi.errors import ImageError, ServingError, UsageError
from shuzi.finding.single import frame_digit
from shuzi.reading.page import Page
from shuzi.reading.reader import Reader
from shuzi.serving.settings import Limits


class Explained(NamedTuple):
    """The answer to one digit, and pictures of how the network came to it."""

    answer: dict[str, Any]
    """By the names of docs/json.md."""
    pictures: dict[str, bytes]
    """PNG files by their names, such as `why` or `maps-conv_1`."""


class Tools:
    """The two things that can be asked, one after the other, from any thread."""

    def __init__(self, folders: Sequence[Path], model: Path | None = None, limits: Limits | None = None) -> None:
        """Take what a client may use.

        Args:
            folders: whose files, and those in folders below, it may name; the first is where relative names begin.
            model: a run's folder; None is the model that comes with shuzi.
            limits: the API's.
        Raises:
            UsageError: a folder is not there, or is the whole file system.
            RunError: the model cannot be loaded; ImageShapeError: it reads no digits.
        """
        self._folders = [_open_folder(folder) for folder in folders]
        self._reader = Reader(model)
        self._limits = limits or Limits()
        self._under_way = 0
        self._counting = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def read(self, path: str | None, image: str | None, *, printed: bool = False) -> Page:
        """Return the digits of an image; its `file` is the path as it was given.

        Args:
            path: of its file.
            image: its bytes in base64, instead.
            printed: whether digits in print belong to the text beside handwriting.
        Raises:
            UsageError: none or both of them were given.
            ImageError: it may not be opened, is too large or cannot be read.
            ServingError: several images wait already.
        """
        source = self._source(path, image)
        with self._turn():
            page = self._reader.read(source, printed=printed)
        return replace(page, file=path)

    def explain(self, path: str | None, image: str | None, *, picture: str, language: str) -> Explained:
        """Return the answer to an image that holds one digit, with pictures of how it came about.

        Args:
            path: of its file.
            image: its bytes in base64, instead.
            picture: a name of `shuzi.explaining.pictures.PICTURES` that needs no training digits and does not move.
            language: of the picture's words, `en` or `zh-TW`.
        Raises:
            UsageError: as `read`, or the picture or the language is not known.
            ImageError: as `read`, or no digit is found.
            ServingError: as `read`.
        """
        source = self._source(path, image)
        with self._turn():
            digit, found = frame_digit(source)
            if not found:
                raise ImageError(
                    f"no digit is found in {path or 'the image'}; expected an image of one handwritten digit. Crop it "
                    "to the digit."
                )
            answer = self._reader.model.predict(digit)
            pictures = self._draw(digit, picture, language)
        return Explained(
            {
                "file": path,
                "digit": int(answer.digits[0]),
                "confidence": round(float(answer.confidence[0]), 6),
                "figures": list(pictures),
            },
            pictures,
        )

    def _draw(self, digit: Any, picture: str, language: str) -> dict[str, bytes]:
        from shuzi.explaining.explain import explain  # brings matplotlib

        with tempfile.TemporaryDirectory(prefix="shuzi-") as folder:
            files = explain(self._reader.model, digit, out=folder, language=language, only=[picture])
            drawn = {file.stem: file.read_bytes() for file in files[:-1]}
        if not drawn:
            raise UsageError(f"the picture {picture!r} has nothing to show of this model; ask for `why`.")
        return drawn

    def _source(self, path: str | None, image: str | None) -> Path | bytes:
        if (path is None) == (image is None):
            given = "neither path nor image_base64 was" if path is None else "both path and image_base64 were"
            raise UsageError(f"{given} given; expected one of them.")
        return self._file(path) if path is not None else self._bytes(image or "")

    def _file(self, path: str) -> Path:
        """Return where a file really is; what is elsewhere is refused alike, whether it is there or not."""
        allowed = ", ".join(map(str, self._folders))
        try:
            real = (self._folders[0] / path).resolve()
        except (OSError, ValueError, RuntimeError):  # no name of a file, or links in a circle
            real = Path("/")
        if not path or not any(real.is_relative_to(folder) for folder in self._folders):
            raise ImageError(
                f"{path!r} is not in a folder that was opened to this client; expected a file in {allowed}. Copy it "
                "there, or start `shuzi mcp` with --folder for its folder."
            )
        return real

    def _bytes(self, image: str) -> bytes:
        most = self._limits.body_bytes
        if len(image) > most * 4 // 3 + 4:
            raise ImageError(
                f"the image has over {most / 2**20:.0f} MiB; expected fewer. Make it smaller, or name its file by path."
            )
        try:
            return base64.b64decode(image, validate=True)
        except (binascii.Error, ValueError):
            raise ImageError("image_base64 is no base64; expected the bytes of an image file in it.") from None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one image after the other have the processor, and few wait; pictures allow no more at a time."""
        with self._counting:
            if self._under_way >= self._limits.pages:
                raise ServingError(f"{self._under_way} images are being read; expected fewer. Try again in a second.")
            self._under_way += 1
        try:
            with self._one_at_a_time:
                yield
        finally:
            with self._counting:
                self._under_way -= 1


def _open_folder(folder: Path) -> Path:
    real = folder.resolve()
    if not real.is_dir():
        raise UsageError(f"{folder} is no folder; expected one with images. Check --folder.")
    if real == Path(real.anchor):
        raise UsageError(
            f"{real} is the whole file system, which nobody means to open to a client; expected a folder with images. "
            "Name it with --folder."
        )
    return real
