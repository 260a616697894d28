"""How large an image may be, and what refuses one."""


class Refused(Exception):  # noqa: N818 - never seen outside this package
    """The rest of a sentence that begins with the image's name; `open_raster` makes an `ImageError` of it."""

    def __init__(self, message: str, *, kind: str = "") -> None:
        """Take the sentence, and what `ImageError.kind` says."""
        super().__init__(message)
        self.kind = kind


def damaged(kind: str, reason: str) -> Refused:
    """Return the refusal of a file that begins as `kind` does and goes wrong later."""
    return Refused(f"cannot be read as {kind}: {reason}. Copy or export it again.", kind="damaged")


MOST_BYTES = 30_000_000
"""Size of a file; set by hand."""

MOST_PIXELS = 50_000_000
"""Width times height; set by hand, as phones take photos of up to 50 megapixels.

With these two and strips, opening a file takes less than 300 MB of memory.
"""

LONGEST_SIDE = 65_535
"""Pixels: what JPEG allows (ITU-T T.81, B.2.2: 16 bits), for all formats."""


def check_file_size(size: int, most: int = MOST_BYTES) -> None:
    """Refuse a file that is empty or has over `most` bytes."""
    if size == 0:
        raise Refused("is empty; expected an image. Copy or export it again.", kind="damaged")
    if size > most:
        way = "Save it as JPEG, or smaller." if most == MOST_BYTES else "Split it into several files."
        raise Refused(f"has {size / 1e6:.1f} MB; expected {most // 1_000_000} MB at most. {way}", kind="too_large")


def check_memory(needed: int, *, most: int, pixels: int, what: str) -> None:
    """Refuse an image that takes too much memory to unpack, before it is unpacked.

    Args:
        needed: bytes that unpacking takes.
        most: bytes that it may take.
        pixels: of the image.
        what: it is, as in "is a lossless WebP".
    """
    if needed > most:
        raise Refused(
            f"is {what} of {pixels / 1e6:.1f} megapixels, which takes {needed / 1e6:.0f} MB of memory to unpack; "
            f"expected {most // 1_000_000} MB at most, about {pixels / 1e6 * most / needed:.0f} megapixels of this "
            "kind. Save it as an ordinary JPEG, or smaller.",
            kind="too_large",
        )


def check_dimensions(width: int, height: int) -> None:
    """Refuse an image without pixels, or with too many."""
    if width < 1 or height < 1:
        raise Refused(f"has {width}×{height} pixels; expected at least 1×1.")
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refused(
            f"has {width}×{height} pixels; expected {MOST_PIXELS // 1_000_000} megapixels and {LONGEST_SIDE} pixels a "
            "side at most. Crop it or make it smaller.",
            kind="too_large",
        )
