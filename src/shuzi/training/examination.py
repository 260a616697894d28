"""Look at a network while it trains: gather what a diagnosis needs."""

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Split
from shuzi.recipes import Recipe
from shuzi.training.diagnosis import BROKEN_DATA, ONE_CLASS, Diagnosis, Evidence, diagnose
from shuzi.training.steppers.stepper import as_input

# Enough to tell 90 % from chance, and answered in a few milliseconds.
_PROBE_IMAGES = 200

_SURE = 0.999


class Examiner:
    """Remembers how a network started, and says later what is wrong with it."""

    def __init__(self, model: keras.Model, split: Split, recipe: Recipe) -> None:
        self._model = model
        self._start = _flat(model)
        self._labels = split.labels
        self._loss_is_mse = recipe.loss == "mse"
        self._probe = _array(as_input(split.images[:_PROBE_IMAGES], recipe))

    def examine_data(self) -> Diagnosis | None:
        """Return what is wrong with the images or labels, so that nothing could be learnt from them."""
        if not np.isfinite(self._probe).all():
            return BROKEN_DATA
        return ONE_CLASS if len(np.unique(self._labels)) < 2 else None

    def examine(self, *, accuracy: float, loss: float) -> Diagnosis | None:
        """Return what is wrong; None if the network learns.

        Args:
            accuracy: share of the training images of the last steps that came out right, 0 to 1.
            loss: mean over the same steps.
        """
        saturated, dead = self._answers()
        way = np.linalg.norm(_flat(self._model) - self._start) / np.linalg.norm(self._start)
        return diagnose(
            Evidence(
                accuracy=accuracy,
                loss=loss,
                saturated=saturated,
                dead=dead,
                moved=float(way),
                loss_is_mse=self._loss_is_mse,
            )
        )

    def _answers(self) -> tuple[float, float]:
        """Return the share of saturated answers, and of dead units in the deadest ReLU layer."""
        relus = [layer.output for layer in self._model.layers if layer.name.startswith("relu")]
        looking = keras.Model(self._model.inputs[0], [*relus, self._model.layers[-1].output])
        *hidden, probabilities = [_array(output) for output in looking(self._probe, training=False)]
        saturated = float(np.mean(probabilities.max(axis=1) >= _SURE))
        # A unit of a convolution is a filter: dead when its whole map is 0 for every image.
        dead = max(float(np.mean(~(output > 0).reshape(-1, output.shape[-1]).any(axis=0))) for output in hidden)
        return saturated, dead


def _flat(model: keras.Model) -> npt.NDArray[np.float64]:
    # Weights that run away overflow float32 when they are squared.
    return np.concatenate([_array(weight).ravel() for weight in model.trainable_variables]).astype(np.float64)


def _array(tensor: object) -> npt.NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(keras.ops.cast(tensor, "float32")))
