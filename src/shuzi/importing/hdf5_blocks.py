"""The bytes of an HDF5 file, each of which is given out once, so that nothing in a file can be reached in two ways."""

import bisect
from typing import NoReturn

from shuzi.errors import ModelFileError

_MOST_BLOCKS = 50_000
"""A model of 200 layers with the two moments that Adam keeps has about 15,000."""


class Blocks:
    """A file's bytes, and which of them have been read."""

    def __init__(self, content: bytes, *, source: str) -> None:
        self.content = content
        self._source = source
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, size: int, what: str) -> memoryview:
        """Return some bytes that were not read before.

        Args:
            what: the bytes mean, in words for the message.
        Raises:
            ModelFileError: they do not lie in the file, or were read before, or there are too many such blocks.
        """
        end = start + size
        if end > len(self.content):
            self.refuse(f"{what} does not end within the file")
        if size:
            place = bisect.bisect_right(self._starts, start)
            before = place and self._ends[place - 1] > start
            behind = place < len(self._starts) and self._starts[place] < end
            if before or behind:
                self.refuse(f"{what} lies where something else does")
            if len(self._starts) >= _MOST_BLOCKS:
                self.refuse(f"it has more than {_MOST_BLOCKS:,} blocks")
            self._starts.insert(place, start)
            self._ends.insert(place, end)
        return memoryview(self.content)[start:end]

    def refuse(self, reason: str) -> NoReturn:
        """Raise the error that this file is refused."""
        raise ModelFileError(f"{self._source} is refused: {reason}. Save the model again, or do not trust the file.")
