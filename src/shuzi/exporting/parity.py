"""Whether an exported model answers as the trained one does."""

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Images, add_channel
from shuzi.errors import ExportError
from shuzi.network.classifier import Classifier
from shuzi.network.layout import Array

# float32 keeps 7 digits, and the two runtimes add up a layer's products in different orders. Logits that differ by
# more than this share of the largest one mean that a layer was written wrongly; 2e-6 is the most seen with any recipe.
_ROUNDING = 1e-5

_BATCH = 500
"""Images that Keras answers at once; set by hand, it decides memory and time alone."""


def prove_parity(model: keras.Model, exported: Classifier, images: Images) -> float:
    """Return the largest difference of any probability between the Keras model and its ONNX file.

    Args:
        model: a Sequential that ends in logits and a softmax.
        exported: the same, as written.
        images: uint8, shape (n, 28, 28).
    Raises:
        ExportError: logits differ by more than rounding explains, or an image gets another digit.
    """
    ending = keras.Model(model.inputs[0], [layer.output for layer in model.layers[-2:]])
    expected = ending.predict(add_channel(images).astype(np.float32), batch_size=_BATCH, verbose=0)
    expected_logits, expected_probabilities = (np.asarray(array) for array in expected)  # each (n, classes)
    logits, probabilities = exported.logits_and_probabilities(images)  # each (n, classes)
    allowed = _ROUNDING * np.maximum(1, np.abs(expected_logits).max(axis=1))  # (n,)
    far = ~(np.abs(logits - expected_logits).max(axis=1) <= allowed)  # (n,); also true of NaN
    # Of two digits that are level to within rounding, either may come out first.
    apart = _digits_apart(expected_logits, logits, allowed)
    if far.any() or len(apart):
        raise ExportError(
            f"the ONNX file answers {len(apart)} of {len(images):,} test images differently from Keras, and the logits "
            f"of {int(far.sum())} differ by more than rounding explains. Please report this."
        )
    return float(np.abs(probabilities - expected_probabilities).max())


def _digits_apart(expected: Array, logits: Array, allowed: Array) -> npt.NDArray[np.intp]:
    """Return the images whose best digit differs by more than `allowed` lets two level ones change places."""
    wanted, answered = expected.argmax(axis=1), logits.argmax(axis=1)  # each (n,)
    rows = np.arange(len(expected))
    return np.flatnonzero(expected[rows, wanted] - expected[rows, answered] > 2 * allowed)  # (apart,)
