"""Whether a confidence of 90 % is right nine times in ten."""

import numpy as np
import numpy.typing as npt

BINS = 15


def calibration_error(right: npt.NDArray[np.bool_], confidence: npt.NDArray[np.floating]) -> float:
    """Return the expected calibration error, 0 to 1: by how much confidence and accuracy differ on average.

    Args:
        right: shape (n,); whether each answer was right.
        confidence: shape (n,), 0 to 1.
    Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017; 15 equal bins as there.
    """
    places = np.minimum((np.asarray(confidence, np.float64) * BINS).astype(int), BINS - 1)
    hits = np.bincount(places, weights=right, minlength=BINS)
    claims = np.bincount(places, weights=confidence, minlength=BINS)
    return float(np.abs(hits - claims).sum() / len(right))
