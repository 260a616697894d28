"""PDFs by hand, and such as are made to do harm."""

import zlib
from collections.abc import Sequence


def pdf(pages: Sequence[bytes], *, size: tuple[float, float] = (400, 300), more: str = "", trailer: str = "") -> bytes:
    """Return a PDF whose pages hold these drawing commands.

    Args:
        pages: content streams.
        size: of every page, in points.
        more: further objects; the first has the number 3 + 2 · pages.
        trailer: further entries of the trailer.
    """
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    first = 3 + 2 * len(pages)
    for number, content in enumerate(pages):
        resources = f"/Resources<</XObject<</X {first} 0 R>>>>"
        box = f"/MediaBox[0 0 {size[0]} {size[1]}]"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}{resources}/Contents {4 + 2 * number} 0 R>>".encode())
        objects.append(stream(content))
    objects += [part.encode("latin-1") for part in more.split("\n%%\n") if part]
    return assembled(objects, trailer)


def stream(content: bytes, entries: str = "") -> bytes:
    """Return a stream, packed."""
    packed = zlib.compress(content, 9)
    head = f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>stream\n".encode()
    return head + packed + b"\nendstream"


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Return a file of these objects, numbered from 1; the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{trailer}>>"
    return content + f"{end}\nstartxref\n{len(content)}\n%%EOF\n".encode()


LOCKED = pdf(
    [b""],
    trailer=f"/ID[<{'00' * 16}><{'00' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>",
)
"""Its user's password is not the empty one."""


def bomb(side: int) -> bytes:
    """Return a PDF of a few hundred kilobytes with a picture of side × side pixels, each of three bytes."""
    squeezer = zlib.compressobj(9)
    row = bytes(3 * side)
    packed = b"".join(squeezer.compress(row) for _ in range(side)) + squeezer.flush()
    head = f"<</Type/XObject/Subtype/Image/Width {side}/Height {side}/ColorSpace/DeviceRGB/BitsPerComponent 8"
    picture = f"{head}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"
    page = pdf([b"400 0 0 300 0 0 cm /X Do"])
    before = [part.split(b" obj\n", 1)[1].rsplit(b"\nendobj", 1)[0] for part in _objects(page)]
    return assembled([*before, picture])


def _objects(content: bytes) -> list[bytes]:
    return [part + b"\nendobj" for part in content.split(b"xref\n")[0].split(b"\nendobj\n")[:-1]]


_DRAWS_ITSELF = (
    "<</Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</XObject<</X 5 0 R>>>>/Length 20>>stream\n"
    "/X Do /X Do /X Do q Q\nendstream"
)
ENDLESS = pdf([b"/X Do"], more=_DRAWS_ITSELF)
"""A form that draws itself, three times."""

MILLIONS = pdf([b"0 0 m 400 300 l 0 300 l 400 0 l 200 300 l b* " * 1_500_000])
"""Millions of lines."""
