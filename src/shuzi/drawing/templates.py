"""How people write the ten digits: the strokes of every common way, as points in a box.

Each way is a row of strokes, each a text: `curve` (a smooth line through its points) or `line` (corners at its points),
then the points as x,y in hundredths of the digit's width and height; 0,0 is its top left corner. The ways are ours,
drawn after the habits that handwriting manuals of different countries teach: ones with an upstroke or a foot, crossed
sevens, open fours, twos with a loop, nines with a straight or a curled stem.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Way = Sequence[str]

WAYS: dict[int, Sequence[Way]] = {
    0: (
        ("curve 50,0 12,20 2,55 20,93 50,100 85,85 98,45 80,10 50,0",),
        ("curve 60,3 20,15 0,50 15,90 50,100 90,80 100,40 80,8 45,2 30,12",),
        ("curve 35,5 5,40 10,85 45,100 90,75 95,30 65,0 35,5",),
    ),
    1: (
        ("line 50,0 50,100",),
        ("line 50,0 50,100",),
        ("line 10,35 60,0 60,100",),
        ("line 0,50 65,0 65,100",),
        ("line 25,18 55,0 55,100",),
        ("curve 5,40 35,25 60,0", "line 60,0 60,100"),
        ("line 15,25 50,0 50,100", "line 10,100 90,100"),
        ("line 20,15 50,0 50,100", "line 15,100 85,100"),
        ("line 50,0 50,100", "line 15,100 85,100"),
    ),
    2: (
        ("curve 5,25 25,3 65,2 90,25 75,55 30,85 0,100", "line 0,100 100,98"),
        ("curve 5,25 40,0 85,15 80,50 35,90 10,98 5,85 25,80 55,95 100,95",),
        ("curve 10,10 50,0 85,15 70,50 0,100", "curve 0,100 40,92 100,100"),
        ("line 5,5 85,2", "curve 85,2 50,55 0,98", "line 0,98 100,100"),
    ),
    3: (
        ("curve 5,12 45,0 85,15 70,40 35,48", "curve 35,48 80,55 98,75 60,100 0,92"),
        ("curve 10,20 40,0 80,10 75,38 45,47 80,55 95,80 50,100 5,85",),
        ("line 5,2 90,0 40,42", "curve 40,42 85,50 95,80 50,100 0,90"),
    ),
    4: (
        ("line 70,0 0,65 100,65", "line 70,0 70,100"),
        ("line 20,0 2,55 95,52", "line 75,5 65,100"),
        ("line 10,5 5,50 80,50", "line 85,0 80,100"),
        ("line 45,0 0,70 100,65", "line 65,35 55,100"),
        ("curve 10,0 5,35 30,50 85,40", "line 90,0 75,100"),
        ("line 30,0 0,60 95,60", "line 55,40 50,100"),
        ("line 75,50 0,58 55,0 62,100",),
        ("curve 60,0 25,25 0,55 20,62 95,52", "line 70,30 55,100"),
        ("line 55,0 10,60 95,55", "line 65,38 35,100"),
    ),
    5: (
        ("line 20,0 15,45", "curve 15,45 60,38 95,65 65,98 0,92", "line 20,0 95,2"),
        ("line 90,0 25,2 15,42", "curve 15,42 70,42 90,70 50,100 0,90"),
        ("curve 95,5 40,2 15,25 45,45 85,65 70,95 5,95",),
        ("line 25,8 15,48", "curve 15,48 60,40 90,70 50,100 5,90", "line 35,5 100,0"),
    ),
    6: (
        ("curve 75,0 30,25 3,65 25,98 70,98 95,75 70,52 30,58 8,80",),
        ("curve 90,5 45,8 10,45 10,85 50,100 90,82 75,55 35,55 10,75",),
        ("curve 45,0 10,50 5,85 45,100 85,85 75,60 40,58 10,75",),
    ),
    7: (
        ("line 0,3 95,0 40,100",),
        ("line 0,0 100,2", "curve 100,2 65,45 50,100"),
        ("line 0,3 95,0 40,100", "line 30,50 95,48"),
        ("curve 2,10 40,2 95,3", "line 95,3 45,100", "line 25,55 100,45"),
        ("line 5,25 5,3 90,0 50,100",),
        ("line 5,20 8,2 90,2 40,100", "line 25,52 90,50"),
        ("curve 0,15 25,0 50,10 95,2", "curve 95,2 60,50 50,100"),
    ),
    8: (
        ("curve 80,12 40,0 12,22 50,48 90,75 50,100 8,78 50,48 85,25 80,12",),
        ("curve 50,0 15,15 25,40 50,47 80,35 80,10 50,0", "curve 50,47 5,70 20,97 60,100 95,80 80,55 50,47"),
        ("curve 90,5 35,5 20,30 70,60 85,85 45,100 10,80 45,50 90,10",),
    ),
    9: (
        ("curve 85,20 50,0 8,20 20,48 60,45 88,15", "line 88,10 80,100"),
        ("curve 85,15 40,0 5,25 35,50 80,30 88,12 85,60 60,100",),
        ("curve 90,15 45,0 10,25 40,48 85,30 90,15 88,75 50,100 8,90",),
        ("curve 80,25 50,0 10,20 25,50 65,42 80,20", "line 80,5 35,100"),
        ("curve 90,12 45,0 15,20 40,45 85,32", "curve 90,5 85,70 55,98 12,88"),
    ),
}
"""By digit."""


def points_of(stroke: str) -> tuple[str, npt.NDArray[np.float64]]:
    """Return a stroke's kind, and its points: float64, shape (n, 2), x and y from 0 to 1."""
    kind, *points = stroke.split()
    return kind, np.array([[float(value) / 100 for value in point.split(",")] for point in points])
