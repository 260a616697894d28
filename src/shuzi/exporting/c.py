"""One C header with 8-bit weights and one function, for machines without an operating system."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shuzi.errors import ExportError
from shuzi.exporting.format import ExportInput, Format, Predict, predict_by, require_digits
from shuzi.exporting.int8_steps import Step, int8_steps
from shuzi.store.printable import as_utf8, printable

FILE = "shuzi_digits.h"
FILE_OF_SIGNS = "shuzi_signs.h"
"""Of classes of one's own."""

_TEMPLATE = Path(__file__).parent / "digits.h.in"

_PROGRAM = """#include <stdio.h>
#include "shuzi_digits.h"
int main(void) {
    uint8_t pixels[784];
    float probabilities[10];
    while (fread(pixels, 1, 784, stdin) == 784) {
        shuzi_read_digit(pixels, probabilities);
        fwrite(probabilities, sizeof(float), 10, stdout);
    }
    return 0;
}
"""


def _write(source: ExportInput, folder: Path) -> None:
    require_digits(source.network, format_name="c", classes=source.classes)
    text = header(int8_steps(source.network), about=f"of the run {source.run.name}")
    if source.classes is None:
        (folder / FILE).write_text(as_utf8(text), encoding="utf-8")
    else:
        (folder / FILE_OF_SIGNS).write_text(as_utf8(_of_signs(text, source.classes)), encoding="utf-8")


def _of_signs(text: str, classes: Sequence[str]) -> str:
    """Return a header's or a program's text with signs in the place of digits; a header has their names as well."""
    count = len(classes)
    texts = ", ".join(map(_quoted, classes))
    names = (
        f"/* What the classes are called, in UTF-8. */\nstatic const char *const shuzi_names[{count}] = {{{texts}}};\n"
    )
    text = text.replace("of the digits 0 to 9;", "of the classes in `shuzi_names`;").replace("[10]", f"[{count}]")
    text = text.replace("i < 10;", f"i < {count};").replace("float), 10,", f"float), {count},")
    text = re.sub(r"(?<![a-z])digit(s?)(?![a-z])", r"sign\1", text).replace("SHUZI_DIGITS_H", "SHUZI_SIGNS_H")
    return text.replace("typedef struct", f"{names}\ntypedef struct", 1)


def _quoted(name: str) -> str:
    """Return a name as a text of C; what is no plain letter or number is written byte by byte."""
    plain = "".join(chr(byte) if byte < 128 and chr(byte).isalnum() else f"\\{byte:03o}" for byte in name.encode())
    return f'"{plain}"'


def header(steps: list[Step], *, about: str) -> str:
    """Return the text of the header that takes these steps."""
    arrays, calls, values_in, values_out = [], [], "a", "b"
    for number, step in enumerate(steps):
        sizes = ", ".join(str(size) for name, size in step.sizes.items() if name not in ("filters", "groups"))
        if step.kind in ("relu", "softmax"):
            calls.append(f"    shuzi_{step.kind}({values_in}, {sizes});")
            continue
        where = f"(shuzi_window){{{sizes}}}" if step.kind != "dense" else sizes
        arguments = ", {filters}, {groups}".format(**step.sizes) if step.kind == "conv" else ""
        if step.kernel is not None:
            arrays += _arrays(step, number)
            arguments += f", shuzi_kernel_{number}, shuzi_scale_{number}, shuzi_bias_{number}"
        calls.append(f"    shuzi_{step.kind}({values_in}, {where}{arguments}, {values_out});")
        values_in, values_out = values_out, values_in
    values = max(784, *(step.outputs for step in steps))
    weights = sum(step.kernel.size for step in steps if step.kernel is not None)
    words = {
        "ABOUT": printable(about).replace("*/", "* /"),
        "WEIGHTS": f"{weights:,}",
        "MEMORY": f"{8 * values:,}",
        "ARRAYS": "\n".join(arrays),
        "VALUES": str(values),
        "CALLS": "\n".join(calls),
        "RESULT": values_in,
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for word, replacement in words.items():
        text = text.replace(f"@{word}@", replacement)
    return text


def _arrays(step: Step, number: int) -> list[str]:
    kernel = ",".join(map(str, np.asarray(step.kernel).reshape(-1).tolist()))  # in C's order
    lines = [f"static const int8_t shuzi_kernel_{number}[] = {{{_folded(kernel)}}};"]
    for name, values in (("scale", step.scale), ("bias", step.bias)):
        # 9 digits tell any two float32 numbers apart.
        numbers = ",".join(
            f"{float(value):.9g}f" if value % 1 else f"{float(value):.1f}f" for value in np.asarray(values)
        )
        lines.append(f"static const float shuzi_{name}_{number}[] = {{{_folded(numbers)}}};")
    return lines


def _folded(text: str, width: int = 2000) -> str:
    """Return the text in lines of some length, as compilers and editors choke on one of a megabyte."""
    lines, start = [], 0
    while start < len(text):
        end = text.find(",", start + width)
        end = len(text) if end < 0 else end + 1
        lines.append(text[start:end])
        start = end
    return "\n".join(lines)


def _start(folder: Path, scratch: Path) -> Predict:
    program, code = scratch / "digits", scratch / "digits.c"
    of_signs, text = folder / FILE_OF_SIGNS, _PROGRAM
    if of_signs.is_file():
        count = re.search(r"shuzi_names\[(\d+)\]", of_signs.read_text(encoding="utf-8"))
        text = _of_signs(_PROGRAM, [""] * int(count[1] if count else 0))
    code.write_text(text)
    command = ["cc", "-std=c99", "-O3", "-Wall", "-Wextra", "-Werror", f"-I{folder.absolute()}", str(code), "-lm"]
    built = subprocess.run([*command, "-o", str(program)], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if built.returncode:
        raise ExportError(f"{folder} holds a header that does not compile: {built.stderr[:500]}. Please report this.")
    return predict_by([str(program)])


FORMAT = Format(
    "c",
    "one C header with 8-bit weights, for machines without an operating system",
    exact=False,
    write=_write,
    start=_start,
    one_by_one=True,
    programs=(("cc", "apt install gcc"),),
)
