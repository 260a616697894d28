"""The digests of an export's files, in the form that programs on every system check."""

from pathlib import Path

from shuzi.store.folder import SUMS, sha256


def write_sums(folder: Path) -> None:
    """Write `SHA256SUMS` with a line for every file in a folder, as `sha256sum -c` and `shasum -a 256 -c` read it."""
    lines = [f"{sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
