"""What a convolution and a pooling compute, done by hand: slow, plain, and the same numbers as the network's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from shuzi.network.architecture import Layer
from shuzi.network.layout import Array


@dataclass(frozen=True)
class WindowSum:
    """One number of a feature map, with everything that it is made of."""

    place: tuple[int, int]
    """(row, column) in the feature map."""
    pixels: Array
    """What the filter sees there, shape (height, width, channels); 0 where padding is."""
    outside: npt.NDArray[np.bool_]
    """True where the window hangs over the edge, shape (height, width)."""
    weights: Array
    """The filter, shape of `pixels`."""
    bias: float

    @property
    def products(self) -> Array:
        """Pixel times weight, shape of `pixels`."""
        return self.pixels * self.weights

    @property
    def total(self) -> float:
        """The sum of all products and the bias: the number in the feature map."""
        return float(self.products.sum(dtype=np.float64) + self.bias)


def window_sum(image: Array, kernel: Array, bias: float, place: tuple[int, int], *, padding: str) -> WindowSum:
    """Return how one number of a feature map comes about; the filter moves by one pixel.

    Args:
        image: shape (height, width, channels).
        kernel: one filter, shape (window height, window width, channels).
        bias: of that filter.
        place: (row, column) in the feature map.
        padding: `same` or `valid`.
    """
    padded, inside = _padded(image, kernel.shape[:2], padding)
    window = np.s_[place[0] : place[0] + kernel.shape[0], place[1] : place[1] + kernel.shape[1]]
    # padded[window]: (window height, window width, channels), as kernel; inside[window] without channels
    return WindowSum(place, padded[window], ~inside[window], kernel, bias)


def convolve(image: Array, kernel: Array, bias: float, *, padding: str) -> Array:
    """Return the feature map of one filter, float32; arguments as `window_sum`."""
    padded, _ = _padded(image, kernel.shape[:2], padding)  # (padded height, padded width, channels)
    # windows: (rows, columns, channels, window height, window width), of the map that comes out
    windows = sliding_window_view(padded, kernel.shape[:2], axis=(0, 1))
    total = np.einsum("rcxhw,hwx->rc", windows, kernel, dtype=np.float64) + bias  # (rows, columns)
    feature_map: Array = total.astype(np.float32)
    return feature_map


def winners(maps: Array, layer: Layer) -> npt.NDArray[np.intp]:
    """Return where in each window of a max-pooling the largest number stands.

    Args:
        maps: one feature map, shape (height, width).
        layer: the pooling; its windows must lie side by side, without padding.
    Returns:
        shape (rows, columns, 2): row and column in `maps`; the first of equals.
    """
    height, width = layer.config["pool_size"]
    rows, columns = maps.shape[0] // height, maps.shape[1] // width
    whole = maps[: rows * height, : columns * width]  # (rows·height, columns·width)
    windows = whole.reshape(rows, height, columns, width).swapaxes(1, 2)  # (rows, columns, height, width)
    best = windows.reshape(rows, columns, height * width).argmax(axis=2)  # (rows, columns)
    corners = np.indices((rows, columns)) * np.array([height, width]).reshape(2, 1, 1)  # (2, rows, columns)
    return np.stack([corners[0] + best // width, corners[1] + best % width], axis=2)  # (rows, columns, 2)


def _padded(image: Array, window: tuple[int, ...], padding: str) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Return the image with its padding of zeros, and where in it the image itself is."""
    around = [(0, 0), (0, 0)] if padding == "valid" else [((size - 1) // 2, size // 2) for size in window]
    inside = np.pad(np.ones(image.shape[:2], dtype=bool), around)  # (padded height, padded width)
    return np.pad(image, [*around, (0, 0)]), inside  # (padded height, padded width, channels) before it
