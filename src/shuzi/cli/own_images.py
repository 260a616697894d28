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


def tell_own_images(path: Path, layout: str | None, out: Path, *, as_json: bool, language: str) -> None:
    """Read labelled images as training does, write a sheet of them, and print what is to know of them."""
    import numpy as np

    from shuzi.classes import name_of, names_of
    from shuzi.data.own.read import read_own_images, told
    from shuzi.digits import Split
    from shuzi.evaluation.class_sheet import draw_classes
    from shuzi.evaluation.doubts import doubts_about, nobodys_answers
    from shuzi.evaluation.figures import save_figure
    from shuzi.store.model import load
    from shuzi.words import words

    own = read_own_images(path, layout, own_classes=True)
    everything, names = own.train, list(own.train_names)
    if own.test is not None:
        everything = Split(*(np.concatenate(parts) for parts in zip(own.train, own.test, strict=True)))
        names += own.test_names
    # No model knows classes of one's own, but that one image has two labels is wrong everywhere.
    known = load().predict(everything.images) if own.classes is None else nobodys_answers(everything)
    doubts = doubts_about(everything, known)
    try:
        save_figure(draw_classes(everything, doubts, own.classes, language=language), out)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written ({error.strerror or error}). Name another file with --out."
        ) from None
    if as_json:
        print_json(_facts(path, own, doubts, names, out))
        return
    for note in told(own.passed_over):
        say(note)
    said, digits = words(language), own.classes is None
    taken = {"path": printable(str(path)), "words": printable(own.words), "layout": own.layout}
    print(said["own.read_as"].format(**taken) + "\n")
    lacking = said["own.lacking_digit" if digits else "own.lacking"]
    for name, count in zip(names_of(own.classes), own.counts(), strict=True):
        print(f"  {said['own.class'].format(name=name, count=count)}{'' if count else lacking}")
    tested = 0 if own.test is None else len(own.test.labels)
    to_train = said["own.to_train" if own.test is None else "own.to_train_and_test"]
    print("\n  " + to_train.format(images=len(own.train.labels), test=tested))
    left_out = said["own.left_out" if digits else "own.left_out_signs"]
    print("  " + left_out.format(left_out=len(own.left_out), passed_over=len(own.passed_over)))
    print("  " + said["own.doubts"].format(count=len(doubts)) + (said["own.colon"] if doubts else ""))
    for doubt in doubts[:_NAMED]:
        label, seen = (name_of(own.classes, number) for number in (doubt.label, doubt.digit))
        print("    " + said["own.doubt"].format(file=printable(names[doubt.number]), label=label, seen=seen))
    if len(doubts) > _NAMED:
        print("    " + said["own.more"].format(count=len(doubts) - _NAMED))
    print("\n" + said["picture"].format(file=printable(str(out))))


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
