"""Labelled images of one's own: found in whatever layout, framed, and those without a digit left out."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from shuzi.classes import Classes, names_of, told_classes
from shuzi.data.own.found import Found, Part, PassedOver, Subset
from shuzi.data.own.framing import FramedSubset, frame_files, frame_pixels
from shuzi.data.own.layout import LAYOUTS, check_is_there, find_labelled
from shuzi.data.own.way_up import which_way
from shuzi.digits import IMAGE_SHAPE, NUM_CLASSES, Split
from shuzi.errors import LabelledFolderError, UsageError

logger = logging.getLogger("shuzi")

NAMED = 20
"""At most so many of the files that are left out are named; more fill a screen and help nobody. Set by hand."""

_SELDOM = 0.5
"""Where less of a set is read as its labels say, they may be no digits, or not the labels. Set by hand."""

WAYS = ("upright", "transposed")
"""What may stand behind a layout of pixels, as in `idx:transposed`."""


@dataclass(frozen=True)
class OwnImages:
    """All that was read."""

    layout: str
    """As `--layout` takes it."""
    words: str
    """What it is, as it goes on after "is read as"."""
    train: Split
    """All digits, or those for training where there are others for the test; sorted by label, then by file."""
    train_names: Sequence[str]
    """What a person finds each of them by."""
    test: Split | None
    """None where the images are not told apart."""
    test_names: Sequence[str]
    left_out: tuple[str, ...]
    """Images in which no digit is found."""
    passed_over: tuple[PassedOver, ...]
    """What is not used, and why."""
    agreement: float | None
    """Of pixels: the share of some that the finder reads as their labels say."""
    classes: Classes = None
    """The names of classes of one's own, in the order of the labels; None where the labels are digits."""

    def counts(self) -> list[int]:
        """Return how many images there are of each digit, or each class, for training and for the test."""
        parts = [self.train] if self.test is None else [self.train, self.test]
        counted = [np.bincount(part.labels, minlength=len(names_of(self.classes))) for part in parts]  # (classes,)
        return [int(count) for count in np.sum(counted, axis=0)]  # (classes,)


def read_own_images(
    path: Path, layout: str | None = None, *, every_class: bool = False, own_classes: bool = False
) -> OwnImages:
    """Return the digits in labelled images of any layout that is known, or the signs of classes of one's own.

    Which are left out for want of a digit is noted as a warning of the logger `shuzi`.

    Args:
        path: a folder or a file.
        layout: what it is, with the way that pixels stand behind a colon; None is a guess.
        every_class: refuse images among which one of the ten digits is missing.
        own_classes: whether the guess may be classes of one's own, where no digits are found.
    Raises:
        LabelledFolderError: nothing is there, in no layout that is known, or no digit is found in any image of a class.
        MissingDependencyError: a package is needed to read such a file.
        UsageError: there is no such layout.
    """
    name, transposed = _split_layout(layout)
    name, found = find_labelled(path, name, own_classes=own_classes)
    if every_class and found.classes is None:
        _require_every_class(path, name, found)
    way, agreement = _way(found, transposed=transposed)
    framed = [(subset, _framed(subset, transposed=way, signs=found.classes is not None)) for subset in found.subsets]
    _require_one_of_each(framed, found.classes)
    unread = [note for _, framing in framed for note in framing.passed_over]
    left_out = tuple(
        subset.name(index)
        for subset, framing in framed
        for index in np.flatnonzero(framing.read & ~framing.found).tolist()
    )
    train, train_names = _joined(framed, "train")
    test, test_names = _joined(framed, "test")
    if not len(train.labels) + len(test.labels):
        reasons = "; ".join(reason_lines((*found.passed_over, *unread))[:2])
        raise LabelledFolderError(
            f"{path} holds no image of a digit{f' ({reasons})' if reasons else ''}; expected images that are labelled "
            "0 to 9. Check the labels."
        )
    if not len(train.labels):
        raise LabelledFolderError(
            f"{path} holds images for the test alone; expected some to train on. Name their folder."
        )
    words = found.words + (", stored transposed and turned upright" if way else "")
    own = OwnImages(
        f"{name}:{WAYS[way]}" if agreement is not None else name,
        words,
        train,
        train_names,
        test if len(test.labels) else None,
        test_names,
        left_out,
        (*found.passed_over, *unread),
        agreement,
        found.classes,
    )
    _note_left_out(own, path)
    return own


def among(own: OwnImages, classes: Classes, path: Path) -> OwnImages:
    """Return images with their labels counted among a model's classes, whatever else is not in the folder.

    Raises:
        LabelledFolderError: they are labelled otherwise than the model answers.
    """
    if own.classes is None or classes is None or not set(own.classes) <= set(classes):
        of_images, of_model = (told_classes(names_of(names)) for names in (own.classes, classes))
        raise LabelledFolderError(
            f"{path} holds images of {of_images}; the model tells {of_model} apart. Name a folder of images of these."
        )
    numbers = np.array([classes.index(name) for name in own.classes], np.uint8)  # (classes of the images,)

    def renumbered(split: Split) -> Split:
        labels = numbers[split.labels]  # (n,)
        order = np.argsort(labels, kind="stable")  # (n,)
        return Split(split.images[order], labels[order])  # (n, 28, 28), (n,)

    test = None if own.test is None else renumbered(own.test)
    return replace(own, train=renumbered(own.train), test=test, classes=classes)


def check_own_images(path: Path | None, layout: str | None) -> None:
    """See to it that something is there to be read, in a layout that is known by its name, without reading it.

    Args:
        path: None where there are no images of one's own.
        layout: of them; None is a guess.
    Raises:
        LabelledFolderError: nothing is there, or it may not be opened.
        UsageError: there is no such layout, or no images that it could be of.
    """
    if path is None and layout is not None:
        raise UsageError(f"the layout {layout} goes with images of your own; expected --data FOLDER beside it.")
    _split_layout(layout)
    if path is not None:
        check_is_there(path)


def tell(own: OwnImages, path: Path) -> None:
    """Note what the layout was taken to be, how many images there are of each digit, what was passed over, and why."""
    logger.info("%s", f"{path} is read as {own.words} (--layout {own.layout})")
    if own.classes is not None:
        logger.info(
            "%s", f"{len(own.classes)} classes of your own: {told_classes(own.classes)}; none of them is a digit"
        )
    counts = ", ".join(f"{name}: {count:,}" for name, count in zip(names_of(own.classes), own.counts(), strict=True))
    apart = "" if own.test is None else f", {len(own.test.labels):,} of them for the test"
    logger.info("%s", f"{sum(own.counts()):,} images{apart}; {counts}")
    for note in reason_lines(own.passed_over):
        logger.warning("%s", note)
    if own.agreement is not None and own.agreement < _SELDOM:
        logger.warning(
            "%s",
            f"of some images {own.agreement:.0%} look like the digits that their labels name; if these are letters, or "
            f"lie on their side, do not train on them. Look: shuzi data {path}",
        )


def reason_lines(passed_over: Sequence[PassedOver]) -> list[str]:
    """Return a line for every reason why something is passed over, with the first of what it is."""
    by_reason: dict[str, list[str]] = {}
    for what, why in passed_over:
        by_reason.setdefault(why, []).append(what)
    lines = []
    for why, names in by_reason.items():
        and_more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        lines.append(f"passed over, {why.rstrip('.')}: {', '.join(names[:NAMED])}{and_more}")
    return lines


def _split_layout(layout: str | None) -> tuple[str | None, bool | None]:
    if layout is None:
        return None, None
    name, colon, way = layout.partition(":")
    pixels = name in {"pixels", "npz", "idx", "h5"}
    if name not in LAYOUTS or (colon and (way not in WAYS or not pixels)):
        raise UsageError(
            f"there is no layout {layout!r}; expected one of {', '.join(LAYOUTS)}; behind pixels, npz, idx and h5 may "
            "stand :upright or :transposed."
        )
    return name, way == "transposed" if colon else None


def _way(found: Found, *, transposed: bool | None) -> tuple[bool, float | None]:
    """Return whether pixels have to be transposed, and how many are then read as labelled; None of files."""
    of_pixels = [subset for subset in found.subsets if subset.pixels is not None and len(subset.labels)]
    if not of_pixels or of_pixels[0].pixels is None:
        return False, None
    return which_way(of_pixels[0].pixels, of_pixels[0].labels, transposed=transposed)


def _framed(subset: Subset, *, transposed: bool, signs: bool) -> FramedSubset:
    if subset.pixels is None:
        return frame_files(subset.files, signs=signs)
    return frame_pixels(subset.pixels.swapaxes(1, 2) if transposed else subset.pixels)  # (n, width, height) transposed


def _joined(framed: Iterable[tuple[Subset, FramedSubset]], part: Part) -> tuple[Split, list[str]]:
    of_part = [(subset, framing) for subset, framing in framed if subset.part == part]
    # Of each subset those that are found: (found, 28, 28) and (found,).
    images = [framing.images[framing.found] for _, framing in of_part] or [np.zeros((0, *IMAGE_SHAPE), np.uint8)]
    labels = [subset.labels[framing.found] for subset, framing in of_part] or [np.zeros(0, np.uint8)]
    names = list(
        chain.from_iterable(map(subset.name, np.flatnonzero(framing.found).tolist()) for subset, framing in of_part)
    )
    all_labels = np.concatenate(labels)  # (n,)
    order = np.argsort(all_labels, kind="stable")  # (n,)
    split = Split(np.concatenate(images)[order], all_labels[order])  # (n, 28, 28), (n,)
    return split, [names[index] for index in order.tolist()]


def _require_every_class(path: Path, name: str, found: Found) -> None:
    labels = np.concatenate(
        [subset.labels for subset in found.subsets if subset.part == "train"] or [np.zeros(0, np.uint8)]
    )  # (n,)
    missing = ", ".join(str(digit) for digit in range(NUM_CLASSES) if not np.any(labels == digit))
    if missing and name == "folders":
        raise LabelledFolderError(
            f"{path} has no folder named {missing}; expected folders named 0 to 9 with images of one digit each in "
            "them. Add images of every digit, or go on from a trained model with --start pretrained. If the folders "
            "are classes of your own, say --layout classes."
        )
    if missing:
        reasons = "; ".join(reason_lines(found.passed_over)[:2])
        raise LabelledFolderError(
            f"{path} holds no image of the digit {missing}{f' ({reasons})' if reasons else ''}; expected some of "
            "every digit. Add them, or go on from a trained model with --start pretrained."
        )


def _require_one_of_each(framed: Sequence[tuple[Subset, FramedSubset]], classes: Classes) -> None:
    what, expected, crop = ("digit", "one", "digit") if classes is None else ("ink", "a sign", "sign")
    for digit, name in enumerate(names_of(classes)):
        of_class = [  # with each subset's own images of it, (n,)
            (subset, framing, subset.labels == digit) for subset, framing in framed if np.any(subset.labels == digit)
        ]
        if of_class and not any(np.any(framing.found & of_it) for _, framing, of_it in of_class):
            subset, _, of_it = of_class[0]
            place = subset.files[int(of_it.argmax())].parent if subset.files else subset.source
            where = f"{place}" if subset.files and digit_alone(subset, of_it) else f"{place} that are labelled {name}"
            count = sum(int(of_it.sum()) for *_, of_it in of_class)
            raise LabelledFolderError(
                f"no {what} is found in any of the {count} images in {where}; "
                f"expected {expected} in each. Look at them: crop each to its {crop}, or remove the folder."
            )


def digit_alone(subset: Subset, of_it: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> bool:
    """Return whether the files of one digit lie in a folder of their own."""
    folders = {file.parent for file, is_digit in zip(subset.files, of_it.tolist(), strict=True) if is_digit}
    other_folders = {file.parent for file, is_digit in zip(subset.files, of_it.tolist(), strict=True) if not is_digit}
    return len(folders) == 1 and not folders & other_folders


def _note_left_out(own: OwnImages, path: Path) -> None:
    if not own.left_out:
        return
    what = "digit" if own.classes is None else "ink"
    total = sum(own.counts()) + len(own.left_out)
    names = ", ".join(name.removeprefix(f"{path}/") for name in own.left_out[:NAMED])
    and_more = f" and {len(own.left_out) - NAMED:,} more" if len(own.left_out) > NAMED else ""
    logger.warning(
        "%s",
        f"no {what} is found in {len(own.left_out):,} of the {total:,} images in {path}, so that they are left out: "
        f"{names}{and_more}",
    )
