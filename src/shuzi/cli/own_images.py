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

    from shuzi.data.own.read import read_own_images, told
    from shuzi.digits import Split
    from shuzi.evaluation.class_sheet import draw_classes
    from shuzi.evaluation.doubts import doubts_about
    from shuzi.evaluation.figures import save_figure
    from shuzi.store.model import load

    own = read_own_images(path, layout)
    everything, names = own.train, list(own.train_names)
    if own.test is not None:
        everything = Split(*(np.concatenate(parts) for parts in zip(own.train, own.test, strict=True)))
        names += own.test_names
    doubts = doubts_about(everything, load().predict(everything.images))
    try:
        save_figure(draw_classes(everything, doubts, f"{len(names):,} images as a network sees them"), out)
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
    for digit, count in enumerate(own.counts()):
        print(f"  {digit}  {count:>7,} images{'' if count else '   none: training needs some, or --start pretrained'}")
    kept = "about one in five of them kept" if own.test is None else f"and {len(own.test.labels):,}"
    print(f"\n  {len(own.train.labels):,} to train on, {kept} for the test")
    print(f"  {len(own.left_out):,} left out, in which no digit is found; {len(own.passed_over):,} passed over")
    print(f"  {len(doubts):,} look wrong{':' if doubts else ''}")
    for doubt in doubts[:_NAMED]:
        print(f"    {printable(names[doubt.number])}: labelled {doubt.label}, looks like {doubt.digit}")
    if len(doubts) > _NAMED:
        print(f"    and {len(doubts) - _NAMED:,} more")
    print(f"\npicture: {printable(str(out))}")


def _facts(path: Path, own: "OwnImages", doubts: "list[Doubt]", names: list[str], out: Path) -> dict[str, Any]:
    return {
        "data": str(path),
        "layout": own.layout,
        "counts": own.counts(),
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
