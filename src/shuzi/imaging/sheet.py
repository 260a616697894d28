"""One page of a file that has several, or may have."""

from collections.abc import Callable
from dataclasses import dataclass

from shuzi.imaging.raster import Raster


@dataclass(frozen=True)
class Sheet:
    """A page, not decoded yet; `open_raster` opens it as it opens an image."""

    file: str | None
    """The file's path, where it has one."""
    number: int
    """From 1."""
    count: int
    """How many pages the file has."""
    open: Callable[[int], Raster]
    """Gives its pixels, so many on the longer side; raises `Refused`, or whatever a decoder does."""

    @property
    def name(self) -> str:
        """What a person finds it by."""
        return f"{self.file or 'the document'}, page {self.number}"
