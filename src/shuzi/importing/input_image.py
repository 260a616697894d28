"""The image that a network reads: as its file says it, and as the layers before the first convolution make it."""

import math
from collections.abc import Sequence

from shuzi.errors import ArchitectureError
from shuzi.importing.chain import PASSED_OVER, Entry
from shuzi.importing.translate import CHANNELS_FIRST, CHANNELS_LAST, Piece
from shuzi.network.architecture import LARGEST_SIDE, SMALLEST_SIDE, Config, Shape, chain

_LARGEST_AXIS = 1_000_000
"""No image comes near; it keeps products of axes printable. Set by hand."""

_VALUE_BY_VALUE = frozenset(["Activation", "Dropout", "LeakyReLU", "Rescaling"])
"""They do the same whatever the axes are."""


def layout_of(entries: list[Entry], source: str) -> str:
    """Return the one data format of the layers for which it means something."""
    formats = {
        str(entry.config["data_format"])[:40]
        for entry in entries
        if entry.kind != "Flatten" and entry.kind not in PASSED_OVER and entry.config.get("data_format") is not None
    }
    if not formats <= {CHANNELS_FIRST, CHANNELS_LAST} or len(formats) > 1:
        raise ArchitectureError(f"{source} mixes the data formats {', '.join(sorted(formats))}; expected one of them.")
    return formats.pop() if formats else CHANNELS_LAST


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


def with_image(sizes: list[int], pieces: Sequence[Piece], *, layout: str, source: str) -> tuple[Shape, list[Piece]]:
    """Return the image that a network reads, and its layers without any that only gives its values other axes.

    A flat input becomes the image that the first Reshape makes of it, or a square one of one channel.

    Args:
        sizes: of the file's input: (values), (height, width), or all three axes in the file's layout.
        pieces: the layers; a Reshape holds its `target_shape`.
        layout: `channels_first` or `channels_last`, of the whole network.
        source: the name of the file, for error messages.
    Returns:
        (height, width, channels), not checked yet for its size, and the layers; a Reshape that flattens is a Flatten.
    Raises:
        ArchitectureError: a Reshape that does something else.
    """
    now, image = sizes, None if len(sizes) == 1 else _image(sizes, layout)
    kept: list[Piece] = []
    rest = list(pieces)
    while rest and rest[0].kind in (*_VALUE_BY_VALUE, "Reshape"):
        piece = rest.pop(0)
        if piece.kind == "Reshape":
            now = _target(piece, math.prod(now), source)
            if image is None and len(now) > 1:
                image = _image(now, layout)
        else:
            kept.append(piece)
    if image is None:
        image = _square(sizes[0], source)
    flattens = bool(rest) and rest[0].kind == "Flatten"
    if len(now) == 1 and not flattens:
        kept.append(Piece("Flatten", {}, layout=layout))
    elif len(now) > 1 and (_image(now, layout) != image or (len(now) == 2 and not flattens)):
        raise ArchitectureError(
            f"{source} gives its images the axes {tuple(now)} before {rest[0].kind if rest else 'its end'}; shuzi "
            "opens (height, width, channels) of the input's own size, and a flattening."
        )
    return image, _flattened(image, kept, rest, layout=layout, source=source)


def _flattened(image: Shape, before: list[Piece], rest: list[Piece], *, layout: str, source: str) -> list[Piece]:
    """Return the layers with every later Reshape as a Flatten, or left out if it does nothing."""
    kept = list(before)
    for piece in rest:
        if piece.kind != "Reshape":
            kept.append(piece)
            continue
        shape = _shape_after(image, kept, source)
        target = _target(piece, math.prod(shape), source)
        if len(target) == 1:
            kept += [Piece("Flatten", {}, layout=layout)] if len(shape) > 1 else []
        elif len(shape) == 1 or _image(target, layout) != shape:
            raise ArchitectureError(
                f"{source}: a Reshape makes {tuple(target)} of {shape} in the middle of the network; shuzi opens those "
                "that flatten."
            )
    return kept


def _shape_after(image: Shape, pieces: Sequence[Piece], source: str) -> Shape:
    listed: list[tuple[str, Config]] = [("InputLayer", {"batch_shape": [None, *image]})]
    listed += [(piece.kind, {"name": piece.owner, **piece.config}) for piece in pieces]
    layers = chain("imported", listed, source=source).layers
    return layers[-1].output_shape if layers else image


def _target(piece: Piece, values: int, source: str) -> list[int]:
    """Return a Reshape's shape with the axis that it leaves open."""
    target: list[int] = list(piece.config["target_shape"])
    if target.count(-1) == 1:
        known_size = -math.prod(target)
        target[target.index(-1)] = values // known_size if known_size > 0 else 0
    if min(target) < 1 or math.prod(target) != values:
        raise ArchitectureError(
            f"{source}: a Reshape makes {tuple(piece.config['target_shape'])} of {values:,} values; they do not fit."
        )
    return target


def _image(sizes: Sequence[int], layout: str) -> Shape:
    """Return (height, width, channels); a shape of other than two or three axes as it is."""
    if len(sizes) == 2:
        return (*sizes, 1)
    return (*sizes[1:], sizes[0]) if layout == CHANNELS_FIRST and len(sizes) == 3 else tuple(sizes)


def _square(values: int, source: str) -> Shape:
    side = math.isqrt(values)
    if side * side != values:
        raise ArchitectureError(
            f"{source} has a flat input of {values:,} values, which are no square image of one channel; shuzi opens "
            f"those of {SMALLEST_SIDE**2} to {LARGEST_SIDE**2:,} values, or with a Reshape to an image first."
        )
    return side, side, 1
