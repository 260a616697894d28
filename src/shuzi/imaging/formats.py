"""What a file is, told by its content and never by its name."""

from shuzi.imaging.limits import Refused

EXPECTED = "PNG, JPEG, WebP, BMP or TIFF"

_READ = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"BM": "BMP",
    **dict.fromkeys((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), "TIFF"),
}

_NOT_READ = {
    b"GIF8": "a GIF",
    b"%PDF": "a PDF, of which `shuzi read` reads every page; here it stands for one image",
    b"%!": "PostScript",
    b"\xc5\xd0\xd3\xc6": "an EPS file",
    b"8BPS": "a Photoshop file",
    b"\0\0\x01\0": "an icon",
    b"\xff\x0a": "a JPEG XL image",
    b"\0\0\0\x0cJXL ": "a JPEG XL image",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 image",
    b"PK\x03\x04": "an archive or an office document",
    b"\x1f\x8b": "an archive",
}

# https://nokiatech.github.io/heif/technical.html lists the brands of HEIF; AVIF adds its own two.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")


def format_of(content: bytes) -> str:
    """Return "PNG", "JPEG", "WEBP", "BMP" or "TIFF".

    Raises:
        Refused: the content is anything else; says what, where it is known.
    """
    for start, name in _READ.items():
        if content.startswith(start):
            return name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp":
        raise _media(content)
    for start, what in _NOT_READ.items():
        if content.startswith(start):
            raise Refused(f"holds {what}; expected {EXPECTED}. Export it as PNG.", kind="other_format")
    what = _text(content)
    what = f" but {what}" if what else ""
    raise Refused(f"is no image that shuzi reads{what}; expected {EXPECTED}. Save it as PNG.", kind="other_format")


def begins_as_picture(content: bytes) -> bool:
    """Return whether the first bytes are those of a kind that is read; BMP's two are too few to tell."""
    marks = tuple(mark for mark, name in _READ.items() if name != "BMP")
    return content.startswith(marks) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def _media(content: bytes) -> Refused:
    # The box holds the main brand, a version, and brands that the file is compatible with.
    box = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    brands = {box[at : at + 4] for at in (0, *range(8, len(box), 4))}
    if brands & set(_AVIF_BRANDS):
        message = f"is an AVIF image; expected {EXPECTED}. Open it in a browser or viewer and save it as PNG."
        return Refused(message, kind="other_format")
    if brands & set(_HEIC_BRANDS):
        return Refused(
            f"is a HEIC photo, as iPhones take them; expected {EXPECTED}. Export it as JPEG: in Photos or Preview on "
            'a Mac, File > Export; on an iPhone, Settings > Camera > Formats > "Most Compatible" for new photos.',
            kind="heic",
        )
    message = f"is a video or another media file; expected {EXPECTED}. Export one picture of it as PNG."
    return Refused(message, kind="other_format")


def _text(content: bytes) -> str:
    start = content[:1024]
    if b"<svg" in start:
        return "an SVG drawing"
    try:
        text = start.decode("utf-8", errors="strict" if len(content) <= 1024 else "ignore")
    except UnicodeDecodeError:
        return ""
    return "text" if all(letter.isprintable() or letter.isspace() for letter in text) else ""
