"""Every picture of an evaluation is drawn, whatever the answers were."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

import shuzi
from shuzi.data.mnist import Mnist
from shuzi.digits import Predictions, predictions_from
from shuzi.evaluation.doubts import Doubt, draw_classes
from shuzi.evaluation.figures import draw_confusion, draw_curves, draw_mistakes, draw_samples, save_figure
from shuzi.evaluation.lettering import CHINESE, LATIN, typeset
from shuzi.evaluation.metrics import CurvePoint
from shuzi.evaluation.report import evaluate

TRAINING = [CurvePoint(0.5, 0.9, 0.7), CurvePoint(1.0, 0.3, 0.95), CurvePoint(2.0, 0.2, 0.97)]


def answers(labels: np.ndarray, *, wrong: int) -> Predictions:
    """The right answers, but for the first few."""
    digits = labels.copy()
    digits[:wrong] = (digits[:wrong] + 1) % 10
    return predictions_from(np.eye(10, dtype=np.float32)[digits])


def saved_size(figure: Figure, folder: Path) -> tuple[int, int]:
    save_figure(figure, folder / "figure.png")
    with Image.open(folder / "figure.png") as picture:
        assert picture.format == "PNG"
        assert len(set(picture.convert("L").tobytes())) > 1
        return picture.size


def written(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize(("images", "wrong"), [(200, 30), (200, 0), (1, 0), (1, 1), (200, 200)])
def test_confusion_is_drawn(mnist: Mnist, tmp_path: Path, images: int, wrong: int) -> None:
    labels = mnist.test.labels[:images]
    report = evaluate(labels, answers(labels, wrong=wrong).probabilities, loss="mse")
    assert saved_size(draw_confusion(report), tmp_path) == (1000, 1037)


def test_drawing_leaves_the_report_as_it_was(mnist: Mnist) -> None:
    labels = mnist.test.labels[:50]
    report = evaluate(labels, answers(labels, wrong=5).probabilities, loss="mse")
    draw_confusion(report)
    assert np.trace(report.confusion) == 45


@pytest.mark.parametrize(
    ("images", "wrong", "rows"),
    [(100, 100, 4), (100, 7, 2), (100, 6, 1), (100, 1, 1), (100, 0, 1), (1, 1, 1), (1, 0, 1)],
)
def test_mistakes_are_drawn(mnist: Mnist, tmp_path: Path, images: int, wrong: int, rows: int) -> None:
    split = shuzi.Split(mnist.test.images[:images], mnist.test.labels[:images])
    figure = draw_mistakes(*split, answers(split.labels, wrong=wrong))
    assert saved_size(figure, tmp_path) == (1000, int((0.7 + 1.6 * rows) * 125))


def test_surest_mistake_stands_first(mnist: Mnist) -> None:
    probabilities = np.full((2, 10), 0.05, np.float32)
    probabilities[0, 0], probabilities[1, 0] = 0.6, 0.9  # images 0 and 1 are a 7 and a 2
    figure = draw_mistakes(mnist.test.images[:2], mnist.test.labels[:2], predictions_from(probabilities))
    assert written(figure) == ["2 → 0  90%", "#1", "7 → 0  60%", "#0"]


def test_no_mistakes_are_said_to_be_none(mnist: Mnist) -> None:
    figure = draw_mistakes(mnist.test.images[:9], mnist.test.labels[:9], answers(mnist.test.labels[:9], wrong=0))
    assert figure.get_suptitle() == "No mistakes"


@pytest.mark.parametrize(("images", "size"), [(1, (250, 312)), (3, (750, 312)), (5, (1250, 312)), (6, (1250, 625))])
def test_samples_are_drawn(mnist: Mnist, tmp_path: Path, images: int, size: tuple[int, int]) -> None:
    labels = mnist.test.labels[:images]
    figure = draw_samples(mnist.test.images[:images], labels, answers(labels, wrong=1))
    assert saved_size(figure, tmp_path) == size


def test_wrong_sample_is_titled_with_both_digits(mnist: Mnist) -> None:
    figure = draw_samples(mnist.test.images[:2], mnist.test.labels[:2], answers(mnist.test.labels[:2], wrong=1))
    assert written(figure) == ["8, not 7", "2"]


@pytest.mark.parametrize("training", [TRAINING, TRAINING[:1]])
@pytest.mark.parametrize("validation", [[], [CurvePoint(1.0, 0.4, 0.93), CurvePoint(2.0, 0.3, 0.95)]])
def test_curves_are_drawn(tmp_path: Path, training: list[CurvePoint], validation: list[CurvePoint]) -> None:
    assert saved_size(draw_curves(training, validation, test_accuracy=0.96), tmp_path) == (1000, 800)


@pytest.mark.parametrize("validation", [[], [CurvePoint(1.0, 0.4, 0.93)]])
def test_curves_name_validation_only_if_there_was_some(validation: list[CurvePoint]) -> None:
    above = draw_curves(TRAINING, validation, test_accuracy=0.96).axes[0]
    legend = [text.get_text() for text in above.get_legend().get_texts()]
    assert ("validation" in legend) == bool(validation)


def drawn_in_chinese(split: shuzi.Split, classes: tuple[str, ...] | None) -> list[Figure]:
    told = answers(split.labels, wrong=7)
    if classes is not None:
        told = predictions_from(told.probabilities[:, : len(classes)], classes=classes)
        split = shuzi.Split(split.images, split.labels % len(classes))
    report = evaluate(split.labels, told.probabilities, loss="mse", names=classes)
    doubts = [Doubt(index, int(split.labels[index]), 4, 0.9) for index in range(25)]
    return [
        draw_curves(TRAINING, TRAINING, test_accuracy=0.96, language="zh-TW"),
        draw_confusion(report, language="zh-TW"),
        draw_mistakes(*split, told, language="zh-TW"),
        draw_samples(split.images[:10], split.labels[:10], told, language="zh-TW"),
        draw_classes(split, doubts, classes, language="zh-TW"),
    ]


def test_a_label_that_looks_wrong_is_named(mnist: Mnist) -> None:
    split = shuzi.Split(mnist.test.images[:2], np.zeros(2, np.int64))
    drawn = draw_classes(split, [Doubt(0, 0, 1, 0.9)], ("circle", "cross"))
    assert "circle, looks like cross" in [text.get_text() for text in drawn.findobj(Text)]


def sentences(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if any(map(str.isalpha, text.get_text()))]


@pytest.mark.parametrize("classes", [None, tuple("一二三四五")])
def test_every_picture_of_a_run_speaks_chinese_with_the_type_that_comes_with_shuzi(
    mnist: Mnist, caplog: pytest.LogCaptureFixture, classes: tuple[str, ...] | None
) -> None:
    split = shuzi.Split(mnist.test.images[:200], mnist.test.labels[:200])
    figures = drawn_in_chinese(split, classes)
    for figure in figures:
        told = sentences(figure)
        assert any("\u4e00" <= letter <= "\u9fff" for text in told for letter in text)
        # A term has its English name beside it, in brackets.
        assert [text for text in told if re.search(r"[a-z]", re.sub(r"（[a-z]+）", "", text))] == []
        figure.set_dpi(40)
        FigureCanvasAgg(figure).draw()  # which fails where a character has no glyph
    assert caplog.text == ""  # Matplotlib complains where it finds no font


def test_bold_chinese_is_drawn_without_a_complaint(caplog: pytest.LogCaptureFixture) -> None:
    with typeset("zh-TW"):
        odd = font_manager.FontProperties(family=[CHINESE, LATIN], weight="bold", size=7.31)  # not remembered
        assert len(font_manager.fontManager._find_fonts_by_props(odd)) == 2
    assert caplog.text == ""
