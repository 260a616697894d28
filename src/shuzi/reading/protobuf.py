"""The outer frame of a protocol buffer: tags, lengths, and what lies between them."""

from collections.abc import Iterator

from shuzi.errors import RunError


def fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield every field as (number, the whole field, its content; empty unless length-delimited).

    Raises:
        RunError: the bytes are no ONNX model, or it ends too early.
    """
    place = 0
    while place < len(message):
        start = place
        tag, place = varint(message, place)
        content = b""
        match tag & 7:
            case 0:
                _, place = varint(message, place)
            case 1:
                place += 8
            case 2:
                length, place = varint(message, place)
                content, place = message[place : place + length], place + length
            case 5:
                place += 4
            case kind:
                raise RunError(f"the model is no ONNX file (wire type {kind}); copy the run again.")
        if place > len(message):
            raise RunError("the model is no whole ONNX file (it ends too early); copy the run again.")
        yield tag >> 3, message[start:place], content


def varint(message: bytes, place: int) -> tuple[int, int]:
    """Return the whole number that stands at a place, and the place behind it."""
    value = shift = 0
    while place < len(message):
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise RunError("the model is no whole ONNX file (it ends too early); copy the run again.")
