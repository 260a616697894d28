"""Tell the sign in an image that holds one, with a model of classes of one's own."""

from pathlib import Path
from typing import Any

from shuzi.digits import Predictions, predictions_from
from shuzi.errors import RunError
from shuzi.finding.sign import frame_signs
from shuzi.store.model import Model, load


class SignReader:
    """Tells which class of one's own each image holds; where signs stand on a page, it does not know.

    Example:
        >>> import shuzi
        >>> shuzi.SignReader("runs/signs").model.classes[:4]
        ('〇', '一', '二', '三')
    """

    def __init__(self, model: str | Path | Model, *, threads: int | None = None) -> None:
        """Load the model.

        Args:
            model: a run's folder, or the model in it.
            threads: that it runs on; None is one for each core.
        Raises:
            RunError: the folder is no run, a file in it is missing or changed, or the model reads digits.
        """
        self.model = model if isinstance(model, Model) else load(model, threads=threads)
        if self.model.classes is None:
            raise RunError(f"{self.model.path} reads digits; expected a model of classes of your own. Use Reader.")

    def predict(self, images: Any) -> Predictions:
        """Return the class, the probabilities and the confidence for every image; each holds one sign.

        An image without ink is no sign: `found` says so.

        Args:
            images: an array (n, height, width), with a channel axis or without, or a list of images of any sizes:
                arrays, Pillow images, paths or bytes; ink may be darker or lighter than its ground.
        Raises:
            ImageError: an image cannot be read, or an array has the wrong shape or type.
        Example:
            >>> import numpy, shuzi
            >>> answers = shuzi.SignReader("runs/signs").predict(["sign.png", numpy.full((60, 40), 255, "uint8")])
            >>> answers.names, answers.probabilities.shape
            (['三', None], (2, 10))
        """
        framed = frame_signs(images)
        return predictions_from(self.model.predict(framed.images).probabilities, framed.found, self.model.classes)
