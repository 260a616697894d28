"""What `shuzi data FOLDER` tells: what the images are taken for, how a network sees them, and which look wrong."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuzi.cli.terminal import print_json, say
from shuzi.errors import OutputError
from shuzi.store.text import printable

if TYPE_CHECKING:
    from shuzi.data.own.read import OwnImages
    from shuzi.evaluation.doubts import Doubt

_NAMED = 20


def tell_own_images(path: Path, layout: str | None, out: Path, *, as_json: bool) -> None:
    """Read labelled images as training does, write a sheet of them, and print what is to know of them."""
    import numpy as np

    from shuzi.classes import name_of, names_of
    from shuzi.data.own.read import read_own_images, told
    from shuzi.digits import Split
    from shuzi.evaluation.class_sheet import draw_classes
    from shuzi.evaluation.doubts import doubts_about, nobodys_answers
    from shuzi.evaluation.figures import save_figure
    from shuzi.store.model import load

    own = read_own_images(path, layout, own_classes=True)
    everything, names = own.train, list(own.train_names)
    if own.test is not None:
        everything = Split(*(np.concatenate(parts) for parts in zip(own.train, own.test, strict=True)))
        names += own.test_names
    # No model knows classes of one's own, but that one image has two labels is wrong everywhere.
    known = load().predict(everything.images) if own.classes is None else nobodys_answers(everything)
    doubts = doubts_about(everything, known)
    try:
        save_figure(draw_classes(everything, doubts, f"{len(names):,} images as a network sees them", own.classes), out)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written ({error.strerror or error}). Name another file with --out."
        ) from None
    if as_json:
        print_json(_facts(path, own, doubts, names, out))
        return
    for note in told(own.passed_over):
        say(note)
    print(f"{printable(str(path))} is read as {printable(own.words)} (--layout {own.layout})\n")
    lacking = "   none: training needs some" + (", or --start pretrained" if own.classes is None else "")
    for name, count in zip(names_of(own.classes), own.counts(), strict=True):
        print(f"  {name}  {count:>7,} images{'' if count else lacking}")
    what = "digit" if own.classes is None else "ink"
    kept = "about one in five of them kept" if own.test is None else f"and {len(own.test.labels):,}"
    print(f"\n  {len(own.train.labels):,} to train on, {kept} for the test")
    print(f"  {len(own.left_out):,} left out, in which no {what} is found; {len(own.passed_over):,} passed over")
    print(f"  {len(doubts):,} look wrong{':' if doubts else ''}")
    for doubt in doubts[:_NAMED]:
        label, seen = (name_of(own.classes, number) for number in (doubt.label, doubt.digit))
        print(f"    {printable(names[doubt.number])}: labelled {label}, looks like {seen}")
    if len(doubts) > _NAMED:
        print(f"    and {len(doubts) - _NAMED:,} more")
    print(f"\npicture: {printable(str(out))}")


def _facts(path: Path, own: "OwnImages", doubts: "list[Doubt]", names: list[str], out: Path) -> dict[str, Any]:
    return {
        "data": str(path),
        "layout": own.layout,
        "counts": own.counts(),
        **({} if own.classes is None else {"classes": list(own.classes)}),
        "train_images": len(own.train.labels),
        "test_images": 0 if own.test is None else len(own.test.labels),
        "left_out_images": len(own.left_out),
        "left_out": list(own.left_out),
        "passed_over": [{"what": what, "why": why} for what, why in own.passed_over],
        "doubts": [
            {
                "file": names[doubt.number],
                "label": doubt.label,
                "digit": doubt.digit,
                "confidence": round(doubt.confidence, 4),
            }
            for doubt in doubts
        ],
        "picture": str(out),
    }
