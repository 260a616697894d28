"""Looks at a page: its grey, reduced to one size or another and evened out, as the finder was trained to see it."""

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.float32]
"""float32, shape (height, width), 0 (black) to 1 (white)."""

_WINDOW = 97
"""Pixels of a look: light is evened out over windows this wide, some three digits."""

_FAINTEST = 0.03
"""Added to the deviation in a window, so that empty paper stays empty."""


def evened(grey: Grey) -> Grey:
    """Return every point's brightness less its window's mean, over the window's deviation.

    Args:
        grey: float32, shape (height, width), 0 to 1.
    """
    mean = cv2.blur(grey, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REPLICATE)
    square = cv2.blur(grey * grey, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REPLICATE)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0) + _FAINTEST**2)
    return np.asarray((grey - mean) / deviation, np.float32)
