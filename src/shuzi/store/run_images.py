"""The images that a run of classes of one's own was trained and tested on, as long as they are where they were."""

from pathlib import Path
from typing import NamedTuple

from shuzi.data.dataset import own_digests, split_own
from shuzi.data.own.read import read_own_images
from shuzi.digits import Split
from shuzi.errors import DataError
from shuzi.store.card import Card


class RunImages(NamedTuple):
    """What a run learnt from and what was kept from it."""

    train: Split
    test: Split


def images_of_run(card: Card) -> RunImages:
    """Return the images of a run whose data lay in a folder.

    Raises:
        DataError: the folder is gone, or its images are others by now.
    """
    folder = Path(card.data["name"])
    own = read_own_images(folder, card.data.get("layout"))
    if not own_digests(own).items() <= card.data["sha256"].items():
        raise DataError(f"{folder} has changed since the model was trained on it. Bring the same images back.")
    return RunImages(*split_own(own))
