"""Bring a scan onto the example page by the marks printed on both, or say why that cannot be done.

SIFT finds marks (Lowe, 2004), matches that are clear without knowing anything give a first homography (MAGSAC++,
Barath et al., 2020), and once it is known roughly where every mark must be, boxes and rules that all look alike can be
matched, too, which makes it exact.

Numbers without a source were set by hand on a few drawn sheets: copies of the form agreed on 0.48 to 0.54 of its
marks, sheets of another form on none, one blurred by four pixels on 0.07. `benchmarks/bench_forms.py` measures what
they come to.
"""

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.errors import PhotoQualityError, StrangeSheetError
from shuzi.imaging.resize import reducing_interpolation, resized

Points = npt.NDArray[np.float32]
"""float32, shape (n, 2): x and y in pixels."""

Matrix = npt.NDArray[np.float64]
"""float64, shape (3, 3): a homography."""

_LONGEST = 1400
"""Pixels of the longer side in which marks are looked for; set by hand: print of 2 mm has 9 of them on a page of A4."""

_MOST_MARKS = 3000
"""That SIFT keeps, the strongest; set by hand, as all are compared with all."""

_CLEAR = 0.8
"""The second-best match of a clear one is at least 1 / 0.8 times as far. Source: Lowe, 2004, section 7.1."""

_FEWEST = 12
"""Clear matches that agree; fewer also come about by chance; set by hand (a homography fits any four)."""

_NEAR = 0.012
"""Of the example's longer side: so near its place by the first homography is a mark looked for; set by hand."""

_AGREEING = 0.25
"""Of the example's marks that the scan must show: so many are found where they belong.

Set by hand, half of what copies of the form agreed on (above).
"""

_ALIKE = 330.0
"""Distance of two descriptors (of length 512) of marks that look alike; set by hand."""

_SOFT = 0.8
"""A photo softer than this is blurred, 0 to 1 as `_blur` gives it; set by hand."""

_FEW_OF = 0.3
"""Of the example's marks: a photo that shows fewer hides most; set by hand."""

_ROUGHLY, _EXACTLY = 0.004, 0.002
"""Of the example's longer side: marks that a homography brings so near agree with it, by clear matches and by all.

Set by hand: 5.6 and 2.8 of the pixels in which marks are looked for.
"""

_TRIES, _CONFIDENCE = 5000, 0.9999
"""Of MAGSAC++ at most, and how sure it has to be that no better homography is missed; set by hand."""

_CLOSER = 2
"""Times that the homography is made closer by all marks near their place; set by hand."""

_STRONGEST, _ONCE_MORE = 0.99, 1.5
"""Quantile of the steepness from which edges are strong, and pixels of the Gaussian that blurs them; set by hand."""


class Marks(NamedTuple):
    """The marks on a page, in its own pixels."""

    points: Points
    descriptors: npt.NDArray[np.float32]
    """float32 (n, 128)."""
    shape: tuple[int, int]
    """Height and width of the page."""
    blur: float
    """How soft its sharpest edges are: 0 sharp, 1 as soft as can be."""


def marks_of(pixels: npt.NDArray[np.uint8]) -> Marks:
    """Return the marks on a page, uint8 (height, width, 3)."""
    factor = min(1.0, _LONGEST / max(pixels.shape[:2]))
    grey = resized(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), factor, reducing_interpolation(factor))
    keypoints, descriptors = cv2.SIFT_create(  # type: ignore[attr-defined] # OpenCV's types lack it
        _MOST_MARKS
    ).detectAndCompute(grey, None)
    # x and y of every mark, (n, 2)
    points = np.array([keypoint.pt for keypoint in keypoints], np.float32).reshape(-1, 2) / np.float32(factor)
    if descriptors is None:
        descriptors = np.zeros((0, 128), np.float32)
    return Marks(points, descriptors, pixels.shape[:2], _blur(grey))


def onto(scan: Marks, example: Marks, name: str) -> Matrix:
    """Return the homography that takes the scan's pixels to the example's.

    Args:
        scan: what was photographed.
        example: the form's page.
        name: of the scan, for messages.
    Raises:
        StrangeSheetError: it shows another page.
        PhotoQualityError: too little can be seen.
    """
    if len(scan.points) < _FEWEST:
        raise PhotoQualityError(
            f"{name} shows {_told(scan)}; expected a filled copy of the form. Photograph it again, near and sharp."
        )
    matrix, agreeing = _first(scan, example)
    if matrix is not None and agreeing >= _FEWEST:
        for _ in range(_CLOSER):
            matrix, share = _closer(scan, example, matrix)
            if matrix is None:
                break
        if matrix is not None and share >= _AGREEING and _is_seen(matrix, scan):
            return matrix
    if scan.blur > _SOFT or len(scan.points) < _FEW_OF * len(example.points):
        raise PhotoQualityError(
            f"{name} is too badly photographed to be brought onto the form: it shows {_told(scan)}, and {agreeing} "
            "agree. Photograph it again, near, sharp and whole."
        )
    raise StrangeSheetError(
        f"{name} is not this form: of the form's {len(example.points):,} marks hardly any is where it belongs "
        f"({agreeing} agree). Use the form file of this sheet."
    )


def _told(scan: Marks) -> str:
    blurred = ", blurred" if scan.blur > _SOFT else ""
    return f"{len(scan.points):,} marks{blurred}"


def _first(scan: Marks, example: Marks) -> tuple[Matrix | None, int]:
    """Return a homography by clear matches, and how many agree with it."""
    if len(example.points) < 2:
        return None, 0
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(scan.descriptors, example.descriptors, k=2)
    clear = [first for first, second in pairs if first.distance < _CLEAR * second.distance]
    here = scan.points[[match.queryIdx for match in clear]]  # (matches, 2)
    there = example.points[[match.trainIdx for match in clear]]  # (matches, 2)
    return _homography(here, there, _ROUGHLY * max(example.shape))


def _homography(here: Points, there: Points, within: float) -> tuple[Matrix | None, int]:
    if len(here) < 4:
        return None, 0
    cv2.setRNGSeed(0)
    matrix, agree = cv2.findHomography(here, there, cv2.USAC_MAGSAC, within, maxIters=_TRIES, confidence=_CONFIDENCE)
    return (None, 0) if matrix is None else (np.asarray(matrix, np.float64), int(agree.sum()))


def _closer(scan: Marks, example: Marks, matrix: Matrix) -> tuple[Matrix | None, float]:
    """Return the homography by all marks that look alike near their place, and the share of marks that are there."""
    try:
        back = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return None, 0.0
    expected = moved(example.points, back)  # (n, 2) in the scan
    tall, wide = scan.shape
    # (marks inside the scan,), their numbers
    seen = np.flatnonzero((expected >= 0).all(axis=1) & (expected[:, 0] < wide) & (expected[:, 1] < tall))
    if len(seen) < _FEWEST:
        return None, 0.0
    placed = moved(scan.points, matrix)  # (m, 2) in the example
    here, there = [], []
    near = _NEAR * max(example.shape)
    for number in seen:
        beside = np.flatnonzero(np.abs(placed - example.points[number]).max(axis=1) < near)  # (near marks of the scan,)
        if len(beside):
            # (near marks,), of (near marks, 128)
            distances = np.linalg.norm(scan.descriptors[beside] - example.descriptors[number], axis=1)
            best = int(distances.argmin())
            if distances[best] < _ALIKE:
                here.append(beside[best])
                there.append(number)
    closer, agreeing = _homography(scan.points[here], example.points[there], _EXACTLY * max(example.shape))
    return closer, agreeing / len(seen)


def _is_seen(matrix: Matrix, scan: Marks) -> bool:
    """Return whether the homography is one of a sheet before a camera: not mirrored, and all of it before the lens."""
    tall, wide = scan.shape
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float64)  # (4, 2)
    depth = corners @ matrix[2, :2] + matrix[2, 2]  # (4, 2) @ (2,) → (4,)
    return bool((depth > 0).all() or (depth < 0).all()) and float(np.linalg.det(matrix)) * depth[0] ** 3 > 0


def moved(points: npt.NDArray[Any], matrix: npt.NDArray[Any]) -> Points:
    """Return where a homography takes points, float32 (n, 2)."""
    # (n, 2) → (n, 1, 2) → (n, 2)
    return np.asarray(cv2.perspectiveTransform(points.astype(np.float32)[:, None], matrix)[:, 0], np.float32)


def _blur(grey: npt.NDArray[np.uint8]) -> float:
    """Return how much of its strongest edges' steepness is left when the page is blurred once more, 0 to 1.

    Source: the idea of Crété et al., The blur effect, 2007, at the strongest hundredth of all edges.
    """
    sharp = grey.astype(np.float32)
    edges = _steepness(sharp)
    strong = edges >= np.quantile(edges, _STRONGEST)
    softer = _steepness(np.asarray(cv2.GaussianBlur(sharp, (0, 0), _ONCE_MORE), np.float32))
    return float(softer[strong].mean() / max(float(edges[strong].mean()), 1e-6))


def _steepness(grey: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    across, down = (np.asarray(cv2.Sobel(grey, cv2.CV_32F, *way), np.float32) for way in ((1, 0), (0, 1)))
    return np.asarray(np.abs(across) + np.abs(down))
