"""Every number in the chapter on learning is what the code computes for the note's sample."""

import re
from pathlib import Path

import numpy as np
import pytest

import shuzi
from shuzi.evaluation.metrics import cross_entropy as cross_entropy_of
from shuzi.explaining.inside import Inside
from shuzi.explaining.learning.draw_gradient import products
from shuzi.explaining.learning.draw_loss import loss_numbers
from shuzi.explaining.learning.draw_saturation import sureness
from shuzi.explaining.learning.draw_start import sizes
from shuzi.explaining.learning.draw_step import downhill, step_numbers
from shuzi.explaining.learning.lesson import Lesson, lesson
from shuzi.explaining.learning.step import RATE, backpropagate
from shuzi.explaining.sheet import Scene, exact
from shuzi.explaining.words import texts
from shuzi.recipes.table import QUICK

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGES = ("learning.md", "learning.zh-TW.md")


@pytest.fixture(scope="module")
def learnt(mnist) -> Lesson:
    model = shuzi.load()
    digit = mnist.train.images[9487]
    found = lesson(Scene(model, Inside(model, digit), int(mnist.train.labels[9487]), texts("en"), mnist.train))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def computed(learnt, mnist) -> set[str]:
    mse, cross_entropy = learnt.backpropagation["mse"], learnt.backpropagation["cross_entropy"]
    weight, gradient, label = learnt.weight, learnt.gradient("cross_entropy"), learnt.label
    raw, scaled = (sureness(chain, _first(mnist.train, 200)) for chain in (_raw(learnt), learnt.chain.single()))
    smoothing = QUICK.label_smoothing
    best = np.eye(10)[:1] * (1 - smoothing) + smoothing / 10
    hidden = cross_entropy.links[-2].sums
    return {
        f"{cross_entropy.probabilities[0, label]:.4f}",
        f"{mse.loss:.4f}",
        f"{cross_entropy.loss:.3f}",
        f"{cross_entropy.at_logits[0, label]:.4f}".replace("-", "−"),
        f"{mse.at_logits[0, label]:.4f}".replace("-", "−"),
        *(exact(value, 5) for value in (weight, gradient, -RATE * gradient, weight - RATE * gradient)),
        f"{learnt.after_one('cross_entropy'):.3f}",
        f"{learnt.after_all('cross_entropy'):.3f}",
        f"{learnt.after_all('mse'):.4f}",
        f"{RATE}",
        f"{raw.sure:.1%}",
        f"{raw.mse:.4f}",
        f"{scaled.mse:.4f}",
        *(f"{target:.2f}" for target in best[0, :2]),
        f"{cross_entropy_of(np.zeros(1, int), best, label_smoothing=smoothing):.3f}",
        f"{int((hidden > 0).sum())} of the {hidden.size} hidden",
        f"{hidden.size} 個隱藏層神經元有 {int((hidden > 0).sum())} 個",
        f"{learnt.scene.inside.architecture.parameters:,}",
    }


def _first(split, count):
    return type(split)(split.images[:count], split.labels[:count])


def _raw(learnt: Lesson):
    return type(learnt.chain)(learnt.chain.blocks, 1.0).single()


@pytest.mark.parametrize("page", PAGES)
def test_every_number_in_the_prose_is_computed(page, computed):
    not_prose = r"^```.*?^```$|^<details.*?^</details>$|\]\([^)]*\)"  # of the answers: test_exercises.py
    text = re.sub(not_prose, "", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    told = set(re.findall(r"−?\d+\.\d+%?|\d{1,3}(?:,\d{3})+", text))
    assert told - computed == {"0.999"}  # the bar that an answer has to pass
    plain = {number for number in computed if re.fullmatch(r"[−\d.,%]+", number)}
    assert plain - told == set()
    assert [said for said in computed - plain if said in text] != []


@pytest.mark.parametrize("page", PAGES)
def test_the_answers_before_training_are_as_the_page_says(page, computed, learnt):
    text = (DOCS / page).read_text(encoding="utf-8")
    scaled = sureness(learnt.chain.single(), _first(learnt.scene.training, 200))
    assert "200" in text
    assert "10%" in text
    assert 0.08 < sum(scaled.largest) / 200 < 0.2


def test_the_squared_error_of_what_is_surely_wrong_sends_nearly_nothing_back(learnt, mnist):
    images = _first(mnist.train, 200)
    backpropagation = backpropagate(_raw(learnt), images.images, images.labels, name="mse")
    sure, wrong = (
        backpropagation.probabilities.max(axis=1) > 0.999,
        backpropagation.probabilities.argmax(axis=1) != images.labels,
    )
    sent = np.abs(backpropagation.at_logits).sum(axis=1)
    assert 0.9 < wrong[sure].mean() < 1
    assert sent[sure & wrong].mean() < sent[~sure].mean() / 100


def test_a_calculator_gets_the_shown_losses_from_what_is_shown(learnt):
    log, squares = loss_numbers(learnt, "cross_entropy"), loss_numbers(learnt, "mse")
    assert f"{-np.log(float(log['right'])):.4f}" == log["loss"]
    assert f"{(1 - float(squares['right'])) ** 2:.4f}" == squares["own"]
    assert f"{(float(squares['own']) + float(squares['rest'])) / 10:.4f}" == squares["loss"]
    for page in PAGES:
        right, loss = f"{float(log['right']):.4f}", f"{float(log['loss']):.3f}"
        text = (DOCS / page).read_text(encoding="utf-8")
        assert right in text
        assert loss in text
        assert f"{-np.log(float(right)):.3f}" == loss


@pytest.mark.parametrize("name", ["mse", "cross_entropy"])
def test_a_calculator_gets_the_shown_step_from_what_is_shown(learnt, name):
    shown = {row: float(text.replace("−", "-")) for row, text in step_numbers(learnt, name).items()}
    assert round(-RATE * shown["gradient"], 5) == shown["step"]
    assert round(shown["weight"] + shown["step"], 5) == shown["after"]
    way = downhill(learnt)
    assert [round(before - gradient, 5) for before, _, gradient in way[:-1]] == [weight for weight, *_ in way[1:]]


def test_weights_of_zero_have_no_gradient(learnt):
    assert set(sizes(learnt, learnt.chain.times(0))[1]) == {0.0}


def test_the_products_in_the_picture_add_up_to_the_gradient(learnt):
    assert products(learnt)[1].sum() == pytest.approx(learnt.gradient("cross_entropy"), abs=1e-9)
