"""What a picture is drawn of."""

from collections.abc import Mapping
from dataclasses import dataclass

from shuzi.digits import Images, Split
from shuzi.explaining.inside import Inside
from shuzi.store.model import Model

Words = Mapping[str, str]
"""The texts of one language by their names."""


@dataclass(frozen=True)
class Scene:
    """A digit, a model that looks at it, and the language to speak."""

    model: Model
    inside: Inside
    label: int | None
    """The true digit; None where nobody knows it."""
    words: Words
    training: Split | None
    """Labelled images to compare with; None where there are none."""
    changed: Images | None = None
    """The digit as training would change it at random; None where nobody did."""
