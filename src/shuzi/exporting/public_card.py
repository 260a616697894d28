"""A run's card as it may leave its maker's machine."""

from dataclasses import replace
from pathlib import PurePath

from shuzi.store.card import Card
from shuzi.store.model import START_PRETRAINED

_MNIST = "mnist"
"""What cards call MNIST; all other data is named by the folder that it lay in."""


def public_card(card: Card) -> Card:
    """Return the card with the last part alone of the paths of data and of the model that training began from."""
    data = card.data | {"name": _last(card.data["name"], meant=_MNIST)}
    start = None if card.start is None else card.start | {"path": _last(card.start["path"], meant=START_PRETRAINED)}
    return replace(card, data=data, start=start)


def _last(path: str, *, meant: str) -> str:
    """Return a path's last part; one that only ends like a name with a meaning of its own does not get that name."""
    if path == meant:
        return path
    last = PurePath(path.replace("\\", "/")).name or "folder"
    return f"own {last}" if last == meant else last
