"""Files that lie elsewhere: addresses of any file system that fsspec knows, such as `s3://bucket/folder`."""

import re


def is_address(name: str) -> bool:
    """Return whether a name is an address of a file system, and no path of this machine."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name) is not None
