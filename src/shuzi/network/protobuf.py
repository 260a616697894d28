"""The outer frame of a protocol buffer, which is what an ONNX file is: tags, lengths and numbers."""

from collections.abc import Iterator

from shuzi.errors import RunError

_LENGTH_DELIMITED = 2
"""The wire type of bytes."""
_MOST_BITS = 70
"""Of a number, with what fills its last byte; a longer one would take time by the square of its length."""


def fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield every field as (number, the whole field, its content: the bytes behind the tag and the length).

    Raises:
        RunError: the bytes are no protocol buffer, or end too early.
    """
    place = 0
    while place < len(message):
        start = place
        tag, place = varint(message, place)
        begin = place
        match tag & 7:
            case 0:
                _, place = varint(message, place)
            case 1:
                place += 8
            case 2:
                length, begin = varint(message, place)
                place = begin + length
            case 5:
                place += 4
            case kind:
                raise RunError(f"the model is no ONNX file (wire type {kind}); copy the run again.")
        if place > len(message):
            raise RunError("the model is no whole ONNX file (it ends too early); copy the run again.")
        yield tag >> 3, message[start:place], message[begin:place]


def varint(message: bytes, place: int) -> tuple[int, int]:
    """Return the number that begins at `place`, and the place behind it.

    Raises:
        RunError: the message ends within the number, or the number is longer than 64 bits.
    """
    value = shift = 0
    while place < len(message):
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
        if shift >= _MOST_BITS:
            raise RunError("the model is no ONNX file (a number has no end); copy the run again.")
    raise RunError("the model is no whole ONNX file (it ends too early); copy the run again.")


def field(number: int, content: bytes) -> bytes:
    """Return a field that holds bytes, with its tag and its length."""
    return _encoded(number << 3 | _LENGTH_DELIMITED) + _encoded(len(content)) + content


def _encoded(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
