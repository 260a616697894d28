"""What a recipe is: everything that decides a training run, except its seed and its data."""

import math
from dataclasses import astuple, dataclass, replace
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from shuzi.errors import UsageError

RAW_PIXELS = 1.0
"""Leave pixels at 0 to 255, as the study note does."""

UNIT_VARIANCE = 1 / (255 * 0.3081)
"""Scale pixels so that MNIST's have a standard deviation of 1, and paper stays exactly 0.

0.3081 is the standard deviation of MNIST's training pixels after division by 255. The mean is not subtracted: with
paper at 0, what 'same' padding adds at the edge is paper too, and the scale folds into the first layer's weights.
"""

FIRST_FILTERS = 32
"""Of the first convolution, in all networks of `shuzi.training.networks`."""

LARGEST_SEED = 2**32 - 1
"""Of a training: `numpy.random.seed`, which Keras calls, takes none that is larger."""

MOST_EPOCHS = 100_000
"""More would take years; so many are a slip of the keyboard. Set by hand."""

_LARGEST = 1e38
"""What float32 holds."""


@dataclass(frozen=True)
class Augmentation:
    """How far a training image may be changed at random, as different hands would write it.

    Every value is the most that is drawn, evenly, to either side.
    Example:
        >>> import shuzi
        >>> shuzi.Augmentation(degrees=10, shear=0.1, stretch=0.1, shift=2).times(0.5).degrees
        5.0
    """

    degrees: float
    """Turn."""
    shear: float
    """Slant, as the tangent of its angle."""
    stretch: float
    """Change of width and of height, each on its own, as a share of the size."""
    shift: float
    """Move along each axis, in pixels."""
    thickness: float = 0.0
    """Strokes wider or narrower, as a share of one pixel on every side; at most 1."""
    bend: float = 0.0
    """Uneven paper: standard deviation, in pixels, of how far each of 5 × 5 points is moved along each axis.

    The only value that is drawn from a normal distribution.
    """

    def times(self, strength: float) -> "Augmentation":
        """Return it with every value multiplied.

        Example:
            >>> import shuzi
            >>> shuzi.RECIPES["hands"].augmentation.times(2).degrees
            22
        """
        return Augmentation(*(strength * value for value in astuple(self)))


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run, except its seed and its data.

    Example:
        >>> import dataclasses, shuzi
        >>> dataclasses.replace(shuzi.RECIPES["quick"], epochs=2)
        Recipe(name='quick', ..., epochs=2, ...)
    """

    name: str
    summary: str
    """One line that says what the recipe is for."""
    epochs: float
    """How often all training images are seen; the last epoch may be a part of one."""
    batch_size: int
    loss: Literal["mse", "cross_entropy"]
    learning_rate: float
    """The highest that is used."""
    label_smoothing: float = 0.0
    """Share of the target's 1 that is spread evenly over all ten classes."""
    momentum: float = 0.0
    """Nesterov momentum of stochastic gradient descent; 0 is plain descent."""
    muon: float = 0.0
    """Kernels with a batch normalisation behind them are moved by Muon, with this multiple of the learning rate.

    0 leaves all weights to momentum. Source: Jordan and others, Muon: an optimizer for hidden layers, 2024.
    """
    weight_decay: float = 0.0
    """This share of every kernel's weights is added to their gradients (L2); Muon keeps its kernels at one length."""
    warm_up: float | None = None
    """Share of all steps in which the learning rate rises from 0; then it falls in a line to 0.

    None keeps it as it is throughout.
    """
    input_scale: float = UNIT_VARIANCE
    """Pixels, 0 to 255, are multiplied by this during training; the saved model takes them as they are."""
    batch_norm: bool = False
    """Train with batch normalisation, and fold it into the layers' weights afterwards."""
    augmentation: Augmentation | None = None
    gentler: float = 1.0
    """What is left of the augmentation at the last step, as a share; it falls to that over the last 40 % of the steps.

    So that a network ends on images as they really are. Source: He et al., Data Augmentation Revisited, 2019.
    """
    drawn: int = 0
    """Digits drawn by strokes (`shuzi.drawing`) that are added to the training images."""
    rewritten: int = 0
    """Training images that are added once more, as if written with other pens and stretched."""
    rehearsal: int = 0
    """MNIST's training images that are mixed in with a person's own."""
    temperature: float = 1.0
    """Logits of the finished network are divided by this, so that its confidence is right (calibration).

    Label smoothing teaches a network to be less sure than it could be. Source: Guo et al., On Calibration of Modern
    Neural Networks, ICML 2017.
    """
    network: Literal["note", "best"] = "note"
    """Which of the networks of `shuzi.training.networks`."""
    filters: int = FIRST_FILTERS
    """Of the first convolution of the network `note`; the second has twice as many, the third four times."""
    restarts: int = 3
    """How often a training that does not learn is begun again with another seed."""
    precision: Literal["float32", "auto"] = "auto"
    """`auto` computes in bfloat16 where the processor has instructions for it; weights are float32 either way."""
    least_steps: int = 0
    """A training set that is too small for so many steps is cut into smaller batches and seen more often (`suited`).

    That goes for a recipe of the table as it stands there; one of your own is taken to the letter.
    """
    members: int = 1
    """How many networks are trained, from as many seeds one after the other; one network answers for them in the end.

    Its logits are the mean of theirs. Only networks without a hidden dense layer can be joined so: `best`.
    """


_MOST_CUTS = 20
"""Batches that a small training set is cut into, so that what is done once an epoch takes a small part of its time.
Set by hand; how few images fare with it: benchmarks/results/2026-11-29-recipe-standard.md."""

_SMALLEST_BATCH = 10
"""Images; batch normalisation takes its mean and variance from them, and of one image nothing would be left. Set by
hand."""

_MOST_TIMES = 100
"""How often a small training set is seen at most; an epoch of fewer than 60 images takes less than what follows it.
Set by hand."""


def suited(recipe: Recipe, images: int) -> Recipe:
    """Return the recipe for a training set of this size: a small one is seen until `least_steps` are taken.

    It is cut into 20 batches, but into none of fewer than ten images, or of more than the recipe's. Fewer than 60
    images are seen a hundred times, which is fewer steps.

    Args:
        recipe: of the table.
        images: to train on.
    Example:
        >>> recipe = suited(find_recipe("standard"), 200)
        >>> recipe.batch_size, recipe.epochs
        (10, 30)
    """
    if recipe.epochs * math.ceil(images / recipe.batch_size) >= recipe.least_steps:
        return recipe
    cuts = min(_MOST_CUTS, max(1, images // _SMALLEST_BATCH))
    batch = min(recipe.batch_size, math.ceil(images / cuts))
    epochs = math.ceil(recipe.least_steps / math.ceil(images / batch))
    return replace(recipe, batch_size=batch, epochs=min(_MOST_TIMES, epochs))


def check_filters(network: str, filters: int) -> None:
    """Refuse a number of first filters that a network cannot have.

    Raises:
        UsageError: it is below 1, or another than `FIRST_FILTERS` of a network other than `note`.
    """
    if network != "note" and filters != FIRST_FILTERS:
        raise UsageError(
            f"the network {network} has {FIRST_FILTERS} first filters; got {filters}. Leave them as they are."
        )
    if filters < 1:
        raise UsageError(f"the network {network} is asked for with {filters} first filters; expected 1 or more.")


def recipe_from_json(values: dict[str, Any]) -> Recipe:
    """Return the recipe that `dataclasses.asdict` made these values of.

    Raises:
        UsageError: they are not a recipe's.
    """
    augmentation = values.get("augmentation")
    try:
        built = None if augmentation is None else Augmentation(**augmentation)
        recipe = Recipe(**{**values, "augmentation": built})
    except TypeError as error:
        raise UsageError(f"these are not the values of a recipe of this version of shuzi: {str(error)!a}.") from None
    for part in (recipe, built):
        if part is not None:
            _check_types(part)
    return recipe


def _check_types(part: Recipe | Augmentation) -> None:
    for name, kind in get_type_hints(type(part)).items():
        value = getattr(part, name)
        if not _fits(value, kind):
            raise UsageError(
                f"{ascii(value)[:60]} is no value of a recipe's {name}; expected {getattr(kind, '__name__', kind)}."
            )


def _fits(value: Any, kind: Any) -> bool:
    """Return whether a value is of a type, as far as recipes have types; numbers must be finite."""
    if get_origin(kind) is Literal:
        return type(value) is str and value in get_args(kind)
    if get_origin(kind) is UnionType:
        return any(_fits(value, option) for option in get_args(kind))
    if kind is float:
        return type(value) in (int, float) and abs(value) <= _LARGEST
    if kind is int:
        return type(value) is int and abs(value) <= _LARGEST
    return isinstance(value, kind)
