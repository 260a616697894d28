"""Read digits: from a photo of a page, or from images that hold one digit each.

The way of a page: pixels → looks at a few sizes (`shuzi.finding`) → digits and their ink → upright → frames of 28×28 →
the model's opinion and the finder's, fused → lines → `Page`.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.digits import Images, Predictions, predictions_from
from shuzi.errors import ImageError
from shuzi.finding.find import Finding, find_digits
from shuzi.finding.frames import frames_of
from shuzi.finding.network import Finder
from shuzi.finding.single import frame_digits
from shuzi.finding.turns import is_upright, quarter_turns
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import Sheet, open_raster
from shuzi.imaging.resize import reducing_interpolation, resized
from shuzi.reading.batches import read_batch
from shuzi.reading.fusion import SURE_FROM, Opinion, fuse
from shuzi.reading.lines import find_lines, printed_by_number
from shuzi.reading.page import Alternative, Box, Digit, Line, Page
from shuzi.reading.trace import Doubted, Seen, Trace
from shuzi.store.model import PRETRAINED, load

logger = logging.getLogger("shuzi")

LONGEST = 1600
"""A page is looked at with this many pixels on its longer side, or as many as it has; set by hand."""

_SMALL_WRITING = 24
"""Pixels: where digits are smaller at that size, a page that has more pixels is opened again with twice as many.

Set by hand, a little below what a look sees best.
"""

_CLOSE = 0.1
"""Other readings at least this confident are told; set by hand."""

_PRINTED_FROM = 0.8
"""So likely print is a digit that is marked so.

Of single digits on crops by held-out hands and fonts seven in ten of those in print are, and one in a thousand of the
others. Record: benchmarks/results/2026-11-28-fusion.md
"""


class Reader:
    """Reads digits with a trained model; it can be used from several threads, and sent to other processes.

    Example:
        >>> import shuzi
        >>> reader = shuzi.Reader()
        >>> reader.read(shuzi.picture(shuzi.load_mnist().test.images[0])).text
        '7'
    """

    def __init__(self, model: str | Path | None = None, *, threads: int | None = None) -> None:
        """Load the model and the finder.

        Args:
            model: a run's folder; None is the model that comes with shuzi.
            threads: that a network runs on; None is one for each core.
        Raises:
            RunError: the folder is no run, or a file in it is missing or changed.
        """
        self.model = load(model, threads=threads)
        self.model.require_digits()
        self._shipped = self.model.path == PRETRAINED
        self._finder = Finder(threads=threads)
        self._threads = threads

    def __reduce__(self) -> "tuple[partial[Reader], tuple[Path | None]]":
        """Let other processes have a reader of the same model; they load it anew, from the same folder."""
        run = None if self._shipped else self.model.path.absolute()
        return partial(Reader, threads=self._threads), (run,)

    def __call__(self, batch: Any, *, rows: str = "digits", printed: bool = False) -> Any:
        """Return the rows of all files in a batch, as a batch of the same kind: for Ray Data, Spark and Dask.

        Args:
            batch: a `dict` of arrays, a table of pyarrow, a frame of pandas, or an iterator of these; with a column
                `path`, and the files' content as `bytes` or `content` where they are read already.
            rows: what a row is, `digits` or `lines`; `shuzi.reading.table_rows` tells the columns. A page without
                digits, and a file that cannot be read, has one row.
            printed: as `read` takes it.
        Raises:
            UsageError: the batch is of another kind.
        Example:
            >>> import shuzi
            >>> shuzi.picture(shuzi.load_mnist().test.images[0]).save("seven.png")
            >>> rows = shuzi.Reader()({"path": ["seven.png"]})
            >>> rows["digit"].tolist(), rows["file"].tolist()
            ([7], ['seven.png'])
        """
        return read_batch(self, batch, rows=rows, printed=printed)

    def read(self, source: Any, *, printed: bool = False, page: int | None = None) -> Page:
        """Return the digits on a page, line by line.

        Args:
            source: a file's path, its bytes, a Pillow image, or an array as `shuzi.imaging.image_file` takes it; a PDF
                as path or bytes.
            printed: whether digits in print belong to the page's text beside handwritten ones.
            page: which page of a PDF or a TIFF that has several, from 1; None is the first, and a note where there are
                more: `pages` gives all.
        Raises:
            ImageError: it cannot be read as an image; the message says why.
            UsageError: there is no such page.
        Example:
            >>> import numpy, shuzi
            >>> row = numpy.hstack(shuzi.load_mnist().test.images[:4])  # light ink on dark
            >>> shuzi.Reader().read(row).text, shuzi.Reader().read(255 - row).text
            ('7210', '7210')
        """
        return self.look(source, printed=printed, page=page).page

    def pages(self, source: Any, *, printed: bool = False) -> Iterator[Page]:
        """Give every page of a PDF or a TIFF, one after the other; of an image, its only one.

        A page that cannot be read tells why in `error`, and stops no other.

        Args:
            source: as `read` takes it.
            printed: as `read` takes it.
        Raises:
            ImageError: the file cannot be read at all.
        Example:
            >>> import shuzi
            >>> seven, two = map(shuzi.picture, shuzi.load_mnist().test.images[:2])
            >>> seven.save("exam.tiff", save_all=True, append_images=[two])
            >>> [(page.number, page.text) for page in shuzi.Reader().pages("exam.tiff")]
            [(1, '7'), (2, '2')]
        """
        with Document(source) as document:
            for sheet in document.pages():
                try:
                    yield self.look(sheet, printed=printed).page
                except ImageError as error:
                    if not isinstance(sheet, Sheet):
                        raise
                    yield Page(0, 0, file=sheet.file, error=str(error), number=sheet.number, count=sheet.count)

    def look(self, source: Any, *, printed: bool = False, page: int | None = None) -> Trace:
        """Return the page with everything that was seen on the way to it; otherwise as `read`.

        Example:
            >>> import numpy, shuzi
            >>> trace = shuzi.Reader().look(255 - numpy.hstack(shuzi.load_mnist().test.images[:4]))
            >>> trace.page.text, trace.frames.shape, trace.pixels.shape
            ('7210', (4, 28, 28), (28, 112, 3))
        """
        if isinstance(source, str | Path | bytes | bytearray | memoryview):
            with Document(bytes(source) if isinstance(source, bytearray | memoryview) else source) as document:
                if page is None and document.count > 1:
                    logger.warning(
                        "%s", f"of {document.count:,} pages the first is read; Reader.pages reads all of them"
                    )
                return self._look(document.page(page or 1), printed=printed)
        return self._look(source, printed=printed)

    def _look(self, source: Any, *, printed: bool) -> Trace:
        raster = open_raster(source, longest=LONGEST)
        pixels = _reduced(raster.pixels, LONGEST)
        finding = find_digits(pixels, self._finder)
        if 0 < _writing(finding) < _SMALL_WRITING and max(raster.width, raster.height) > max(pixels.shape[:2]):
            raster = open_raster(source, longest=2 * LONGEST)
            pixels = _reduced(raster.pixels, 2 * LONGEST)
            finding = find_digits(pixels, self._finder)
        turns = quarter_turns(pixels, finding, self._finder)
        if turns:
            turned = np.ascontiguousarray(
                np.rot90(pixels, turns)
            )  # (width, height, 3), of two turns (height, width, 3)
            finding_turned = find_digits(turned, self._finder)
            if is_upright(finding_turned, finding):
                pixels, finding = turned, finding_turned
            else:
                turns = 0
        frames, boxes = frames_of(finding)
        opinion = fuse(self.logits(frames), finding.detections, shipped=self._shipped)
        lines = find_lines(finding.detections)
        width, height = (raster.width, raster.height) if turns % 2 == 0 else (raster.height, raster.width)
        printed_shares = printed_by_number(finding.detections, lines)
        digits = [
            _digit(opinion, number, boxes[number] * width / pixels.shape[1], float(printed_shares[number]))
            for number in range(len(boxes))
        ]
        page = Page(
            width,
            height,
            tuple(Line(tuple(digits[number] for number in line)) for line in lines),
            file=source.file if isinstance(source, Sheet) else _name(source),
            printed_too=printed,
            number=source.number if isinstance(source, Sheet) else None,
            count=source.count if isinstance(source, Sheet) else None,
        )
        return Trace(page, pixels, finding, frames, lines)

    def see(self, pixels: npt.NDArray[np.uint8]) -> Seen:
        """Return the digits of an upright page with what is thought of each, uint8 (height, width, 3), RGB.

        Example:
            >>> import numpy, shuzi
            >>> row = 255 - numpy.hstack(shuzi.load_mnist().test.images[:4])
            >>> seen = shuzi.Reader().see(numpy.dstack([row, row, row]))
            >>> sorted(seen.opinion.probabilities.argmax(axis=1).tolist()), seen.boxes.shape
            ([0, 1, 2, 7], (4, 4))
        """
        finding = find_digits(pixels, self._finder)
        frames, boxes = frames_of(finding)
        opinion = fuse(self.logits(frames), finding.detections, shipped=self._shipped)
        return Seen(boxes, opinion, printed_by_number(finding.detections, find_lines(finding.detections)), frames)

    def predict(self, images: Any) -> Predictions:
        """Return the digit, the probabilities and the confidence for every image; each holds one digit.

        Args:
            images: an array (n, height, width), with a channel axis or without, or a list of images of any sizes:
                arrays, Pillow images, paths or bytes; or one image. Ink may be darker or lighter than its ground.
        Raises:
            ImageError: an image cannot be read, or an array has the wrong shape or type.
        Example:
            >>> import shuzi
            >>> images = shuzi.load_mnist().test.images
            >>> shuzi.Reader().predict([images[0], 255 - images[1], shuzi.picture(images[2])]).digits.tolist()
            [7, 2, 1]
        """
        framed = frame_digits(images, self._finder)
        opinion = fuse(self.logits(framed.images), framed.detections, shipped=self._shipped)
        answers = predictions_from(opinion.probabilities, framed.found)
        # As on a page: an answer is wrong, too, where there is no digit.
        return answers._replace(confidence=answers.confidence * opinion.real)

    def doubted(self, trace: Trace) -> Doubted:
        """Return what a page shows beside its digits: marks that were taken for none, for a person to decide.

        Example:
            >>> import shuzi
            >>> reader = shuzi.Reader()
            >>> doubted = reader.doubted(reader.look("blank.png"))
            >>> len(doubted.digits) == len(doubted.frames), any(digit.sure for digit in doubted.digits)
            (True, False)
        """
        finding, pixels = trace.finding, trace.pixels
        detections = finding.doubted
        frames, boxes = frames_of(finding, detections)
        opinion = fuse(self.logits(frames), detections, shipped=self._shipped)
        scale = trace.page.width / pixels.shape[1]
        digits = tuple(
            replace(_digit(opinion, number, boxes[number] * scale, detection.printed), sure=False)
            for number, detection in enumerate(detections)
        )
        return Doubted(digits, frames)

    def logits(self, frames: Images) -> npt.NDArray[np.float32]:
        """Return what the model alone says of framed digits, uint8 (n, 28, 28): float32 (n, 10).

        Example:
            >>> import shuzi
            >>> shuzi.Reader().logits(shuzi.load_mnist().test.images[:3]).argmax(axis=1).tolist()
            [7, 2, 1]
        """
        if not len(frames):
            return np.zeros((0, 10), np.float32)
        return self.model.classifier.logits_and_probabilities(frames)[0]


def _writing(finding: Finding) -> float:
    """Return the median size of the digits in pixels; 0 without any."""
    return median(detection.size for detection in finding.detections) if finding.detections else 0.0


def _reduced(pixels: npt.NDArray[np.uint8], longest: int) -> npt.NDArray[np.uint8]:
    factor = min(1.0, longest / max(pixels.shape[:2]))
    return resized(pixels, factor, reducing_interpolation(factor))


def _digit(opinion: Opinion, number: int, box: npt.NDArray[np.float32], printed: float) -> Digit:
    in_print = printed >= _PRINTED_FROM
    # An answer that is told as handwriting is wrong, too, where it is print.
    probabilities = opinion.probabilities[number] * opinion.real[number] * (1.0 if in_print else 1 - printed)
    order = np.argsort(-probabilities)  # (10,), the likeliest first
    best, confidence = int(order[0]), float(probabilities[order[0]])
    alternatives = tuple(Alternative(int(k), float(probabilities[k])) for k in order[1:] if probabilities[k] >= _CLOSE)
    rounded = Box(*(max(0, round(value)) for value in box.tolist()))
    return Digit(best, confidence, confidence >= SURE_FROM, rounded, alternatives, in_print)


def _name(source: Any) -> str | None:
    return str(source) if isinstance(source, str | Path) else None
