"""A form made of a sheet itself, by the boxes printed on it, and as a form file to edit."""

import hashlib
import json
import os
from pathlib import Path

from shuzi.forms.form import Form
from shuzi.forms.form_file import LONGEST
from shuzi.forms.grid import fields_of
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import open_raster


def auto_form(example: Path) -> Form:
    """Return the form whose fields are the boxes printed on a sheet, a straight scan; of several pages the first.

    Raises:
        ImageError: it cannot be read, or shows no box.
    """
    with Document(example) as document:
        raster = open_raster(document.page(1), longest=LONGEST)
    scale = raster.width / raster.pixels.shape[1]
    digest = hashlib.sha256(b"auto" + example.read_bytes()).hexdigest()
    return Form(raster.pixels, fields_of(raster.pixels, scale), scale, filled=True, digest=digest)


def form_text(form: Form, example: Path, path: Path) -> str:
    """Return the form file that says the same, to be edited.

    Args:
        form: as `auto_form` gives it.
        example: its page.
        path: where the text will lie.
    """
    name = os.path.relpath(example, path.parent)
    lines = [f"example = {json.dumps(name, ensure_ascii=False)}", "filled = true"]
    for field in form.fields:
        least, most = field.digits
        lines += ["", "[[field]]", f'name = "{field.name}"', f"box = {list(field.box)}"]
        lines += [f"digits = [{least}, {most}]", "leading_zeros = true", "blank = true"]
    return "\n".join(lines) + "\n"
