"""All pictures of learning, in the order of the chapter."""

from collections.abc import Callable, Iterator

from matplotlib.figure import Figure

from shuzi.explaining.learning.draw_activation import draw_activation
from shuzi.explaining.learning.draw_augmentation import draw_augmentation
from shuzi.explaining.learning.draw_gradient import draw_gradient
from shuzi.explaining.learning.draw_loss import draw_loss
from shuzi.explaining.learning.draw_rates import draw_rates
from shuzi.explaining.learning.draw_saturation import draw_saturation
from shuzi.explaining.learning.draw_start import draw_start
from shuzi.explaining.learning.draw_step import animate_downhill, draw_step
from shuzi.explaining.learning.lesson import Lesson, lesson
from shuzi.explaining.sheet import Animation, Drawing, Scene, drawings

_DRAWN: dict[str, Callable[[Lesson], Figure | Animation | None]] = {
    "learning-loss": draw_loss,
    "learning-gradient": draw_gradient,
    "learning-step": draw_step,
    "learning-downhill": animate_downhill,
    "learning-rates": draw_rates,
    "learning-saturation": draw_saturation,
    "learning-activation": draw_activation,
    "learning-start": draw_start,
    "learning-augmentation": draw_augmentation,
}


def learning_pictures(scene: Scene) -> Iterator[Drawing]:
    """Yield each picture; none of a network that is not built as the note's is."""
    learnt = lesson(scene)
    if learnt is not None:
        yield from drawings(learnt, _DRAWN)
