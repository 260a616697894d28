"""Which way up an image is: EXIF's eight orientations."""

import struct

import numpy as np
import numpy.typing as npt

UPRIGHT = 1

_TAG = 0x0112
_SHORT = 3  # a number of 16 bits


def exif_orientation(exif: bytes) -> int:
    """Return the orientation that EXIF data announce, 1 to 8; upright where they announce none or are damaged.

    Only this one number is read: whole EXIF data may claim gigabytes.

    Args:
        exif: a TIFF header with its first directory; "Exif" and two zero bytes may stand in front.
    Source: TIFF 6.0, section 2; EXIF 2.32, 4.6.4.
    """
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(entries):
            tag, kind, count, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * entry)
            if tag == _TAG:
                return checked_orientation(value) if (kind, count) == (_SHORT, 1) else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def checked_orientation(value: object) -> int:
    """Return the value where it is one of the eight, else upright; cameras write 0 where they do not know."""
    return value if isinstance(value, int) and 1 <= value <= 8 else UPRIGHT


def lies_on_its_side(orientation: int) -> bool:
    """Return whether width and height change places when the image is turned upright."""
    return orientation >= 5


def as_stored(upright: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
    """Return a view of an upright image in which pixels have the places that they have in the file.

    What is written into the view stands upright in the image; nothing is copied.

    Args:
        upright: shape (height, width, channels).
    """
    # of 5 to 8 (width, height, channels), else as it is
    views = {
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: upright[:, ::-1].swapaxes(0, 1),
        7: upright[::-1, ::-1].swapaxes(0, 1),
        8: upright[::-1].swapaxes(0, 1),
    }
    return views.get(orientation, upright)
