"""Two classes and a hundred: the smallest and the largest number work like any other."""

import numpy as np
import pytest

from shuzi.cli.report_text import class_lines, confusion_lines, report_lines
from shuzi.digits import predictions_from
from shuzi.evaluation.figures import draw_confusion, draw_mistakes
from shuzi.evaluation.report import evaluate
from shuzi.network.classifier import Classifier
from shuzi.network.onnx_writer import export_onnx
from shuzi.recipes import find_recipe
from shuzi.training.networks import build_network
from shuzi.training.steppers.stepper import total_loss


@pytest.mark.parametrize("count", [2, 100])
def test_a_network_tells_so_many_classes_apart(count, tmp_path):
    names = tuple(f"sign {number}" for number in range(count))
    export_onnx(build_network("note", seed=0, filters=1, num_classes=count), tmp_path / "model.onnx", classes=names)
    classifier = Classifier(tmp_path / "model.onnx")
    assert classifier.num_classes == count
    assert classifier.probabilities(np.zeros((3, 28, 28), np.uint8)).shape == (3, count)


@pytest.mark.parametrize(("loss", "count"), [("quick", 2), ("quick", 100), ("note", 2)])
def test_what_guessing_costs_follows_from_the_number_of_classes(loss, count):
    cost = float(total_loss(np.zeros((1, count), np.float32), np.array([1]), find_recipe(loss)))
    assert cost == pytest.approx(np.log(count) if loss == "quick" else (count - 1) / count**2, rel=1e-5)


@pytest.mark.parametrize("count", [2, 100])
def test_so_many_classes_are_reported(count):
    names = tuple(f"sign {number}" for number in range(count))
    labels = np.arange(count).astype(np.uint8)
    probabilities = np.eye(count, dtype=np.float32)
    probabilities[0] = probabilities[1]  # a mistake
    report = evaluate(labels, probabilities, loss="cross_entropy", names=names)
    said = report.to_json()
    assert [each["class"] for each in said["per_class"]] == list(names)
    assert report_lines(said)[-1].endswith("sign 0 as sign 1 (1×)")
    assert len(class_lines(said)) == count + 1
    assert len(confusion_lines(said)) == (3 if count == 2 else 1)
    figure = draw_confusion(report)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == list(names)
    images = np.zeros((count, 28, 28), np.uint8)
    drawn = draw_mistakes(images, labels, predictions_from(probabilities, classes=names))
    assert "sign 0 → sign 1  100%" in [text.get_text() for text in drawn.axes[0].texts]
