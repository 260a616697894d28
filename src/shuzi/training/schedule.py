"""The learning rate over a run: up in a line, then down in a line to zero."""

from typing import Any

import keras


class WarmUpAndFall(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # Keras ships no types
    """Rises from 0 to the peak over a share of the steps, then falls to 0 at the last."""

    def __init__(self, peak: float, *, steps: int, warm_up: float) -> None:
        self._peak = peak
        self._steps = steps
        self._rise = max(1.0, warm_up * steps)

    def __call__(self, step: Any) -> Any:
        """Return the learning rate of a step, counted from 0."""
        done = keras.ops.cast(step, "float32") + 1
        rising = done / self._rise
        falling = (self._steps + 1 - done) / (self._steps + 1 - self._rise)
        return self._peak * keras.ops.minimum(rising, falling)
