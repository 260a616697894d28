"""Why an image is refused, before anybody knows its name."""


class Refused(Exception):  # noqa: N818 - never seen outside this package
    """The rest of a sentence that begins with the image's name; `open_raster` makes an `ImageError` of it."""


def damaged(kind: str, reason: str) -> Refused:
    """Return the refusal of a file that begins as `kind` does and goes wrong later."""
    return Refused(f"cannot be read as {kind}: {reason}. Copy or export it again.")
