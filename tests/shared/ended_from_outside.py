"""What a process reads files with that somebody ends; it lies where a new process finds it by its name."""

import os
from pathlib import Path

from shuzi.reading.page import Page


def end_at_the_third(file: Path) -> list[Page]:
    """Give a page, or end the process, as when it takes too much memory."""
    if file.name == "02.png":
        os._exit(1)
    return [Page(1, 1, file=str(file))]
