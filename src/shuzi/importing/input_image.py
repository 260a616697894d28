"""The images that a network reads, as its file says."""

from shuzi.errors import ArchitectureError
from shuzi.importing.chain import Entry
from shuzi.importing.passed_over import PASSED_OVER
from shuzi.importing.translate import CHANNELS_FIRST, CHANNELS_LAST
from shuzi.network.architecture import LARGEST_SIDE, SMALLEST_SIDE, Shape

_LARGEST_AXIS = 1_000_000
"""No image comes near; it keeps products of axes printable."""


def layout_of(entries: list[Entry], source: str) -> str:
    """Return the one data format of the layers for which it means something."""
    found = {
        str(entry.config["data_format"])[:40]
        for entry in entries
        if entry.kind != "Flatten" and entry.kind not in PASSED_OVER and entry.config.get("data_format") is not None
    }
    if not found <= {CHANNELS_FIRST, CHANNELS_LAST} or len(found) > 1:
        raise ArchitectureError(f"{source} mixes the data formats {', '.join(sorted(found))}; expected one of them.")
    return found.pop() if found else CHANNELS_LAST


def input_sizes(entries: list[Entry], source: str) -> tuple[list[int], list[Entry]]:
    """Return the sizes of the input's axes as the file has them, without the batch, and the layers behind it."""
    config = entries[0].config
    batch_shape = config.get("batch_shape", config.get("batch_input_shape"))
    sizes = batch_shape[1:] if isinstance(batch_shape, list) else []
    if not 1 <= len(sizes) <= 3 or not all(type(size) is int and 1 <= size <= _LARGEST_AXIS for size in sizes):
        raise _no_image(str(batch_shape)[:60], source)
    return sizes, entries[1:] if entries[0].kind == "InputLayer" else entries


def check_image(shape: Shape, source: str) -> None:
    """Refuse images that are too small or large, or have other than 1 or 3 channels."""
    fits = len(shape) == 3 and all(SMALLEST_SIDE <= size <= LARGEST_SIDE for size in shape[:2]) and shape[2] in (1, 3)
    if not fits:
        raise _no_image(str(shape)[:60], source)


def _no_image(shape: str, source: str) -> ArchitectureError:
    return ArchitectureError(
        f"{source} has an input of shape {shape}; shuzi opens networks for images from "
        f"{SMALLEST_SIDE}×{SMALLEST_SIDE} to {LARGEST_SIDE}×{LARGEST_SIDE} pixels with 1 or 3 channels."
    )
