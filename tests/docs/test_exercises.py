"""Every number in the answers to the exercises is what the question comes to, in both languages."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import shuzi
from shuzi.digits import NUM_CLASSES
from shuzi.explaining.inside import Inside
from shuzi.explaining.learning.chain import Chain
from shuzi.explaining.learning.lesson import Lesson, lesson
from shuzi.explaining.learning.step import RATE, at_logits, backpropagate, loss, targets
from shuzi.explaining.orientation import opposite_filters
from shuzi.explaining.sheet import Scene, exact
from shuzi.explaining.words import texts
from shuzi.network.architecture import Architecture
from shuzi.store.saved_layers import read_architecture

DOCS = Path(__file__).parent.parent.parent / "docs"
LANGUAGES = ("", ".zh-TW")
PLAIN = re.compile(r"−?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


class Exercise(NamedTuple):
    """A question that opens to its answer."""

    checked: str
    """What the page checks an answer against, as docs/exercises.js reads it; empty where nothing is to be written."""
    question: str
    answer: str

    @property
    def numbers(self) -> set[str]:
        """What the answer tells beyond the question."""
        return set(PLAIN.findall(self.answer.replace("− ", "- "))) - set(PLAIN.findall(self.question))


def exercises(page: str, language: str) -> list[Exercise]:
    text = (DOCS / f"{page}{language}.md").read_text(encoding="utf-8")
    begins = r'^<details markdown="1"(?: data-answer="([^"]*)" data-hint="[^"]+")?>\n'
    block = begins + r"<summary>(.*?)</summary>\n\n(.*?)\n\n</details>\n$"
    found = [Exercise(*parts) for parts in re.findall(block, text, re.MULTILINE | re.DOTALL)]
    assert len(found) == text.count("<details") == text.count("</details>")  # or one would stay shut on the site
    return found


@pytest.fixture(scope="module")
def network() -> Architecture:
    return read_architecture(None)


@pytest.fixture(scope="module")
def learnt(mnist) -> Lesson:
    model = shuzi.load()
    digit, label = mnist.train.images[9487], int(mnist.train.labels[9487])
    found = lesson(Scene(model, Inside(model, digit), label, texts("en"), mnist.train))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def of_ideas(network, mnist) -> list[set[str]]:
    layers = {layer.name: layer for layer in network.layers}
    conv_3, dense_1 = layers["conv_3"], layers["dense_1"]
    inputs, filters = conv_3.input_shape[2], conv_3.output_shape[2]
    bare = int(np.prod(conv_3.output_shape))
    last = network.layers[[layer.kind for layer in network.layers].index("Flatten")].input_shape
    neurons = dense_1.output_shape[0]
    ahead = np.exp(3)
    counts = np.bincount(mnist.test.labels, minlength=NUM_CLASSES)
    always = counts / counts.sum()
    return [
        {"3", f"{28 * 28 * 3:,}", f"{28 * 28}"},
        {f"{28 - 5 + 1}", "28", "1"},
        {f"{_seen_by(0, padded=True)}", f"{_seen_by(14, padded=True)}", f"{_seen_by(0, padded=False)}"},
        _edge(),
        {f"{last[0]}", f"{conv_3.output_shape[0] ** 2}", f"{last[0] ** 2}"},
        _moved(mnist.train.images[9487], 3),
        {f"{inputs}", "3", "1", f"{conv_3.parameters:,}"},
        {f"{ahead / (ahead + 1):.3f}", f"{ahead:.2f}", "1"},
        {"7", f"{filters}", f"{bare:,}", f"{dense_1.input_shape[0]:,}", f"{neurons}", "1", f"{(bare + 1) * neurons:,}"},
        set(),
        {f"{always[8]:.2%}", f"{counts[8]:,}", "1", f"{always[1]:.2%}", "10%"},
    ]


def _seen_by(pixel: int, *, padded: bool) -> int:
    """Return how many windows of 3×3 see the pixel in this row and column of 28."""
    first, last = (0, 27) if padded else (1, 26)
    return sum(first <= pixel + move <= last for move in (-1, 0, 1)) ** 2


def _edge() -> set[str]:
    """Which filter answers paper on the left and ink on the right, and how strongly each."""
    image = np.zeros((28, 28), np.uint8)
    image[:, 14:] = 255
    model = shuzi.load()
    stage = Inside(model, image).first
    digit = Inside(model, shuzi.load_mnist().train.images[9487]).first
    assert stage is not None
    assert digit is not None
    right, left = opposite_filters(digit)
    strongest = stage.maps[10:18, 10:18].max(axis=(0, 1))
    assert (right + 1, left + 1) == (1, 6)  # as the question says
    return {f"{strongest[right]:.1f}", f"{strongest[left]:g}"}


def _moved(digit: np.ndarray, by: int) -> set[str]:
    model = shuzi.load()
    plain, moved = (Inside(model, image) for image in (digit, np.roll(digit, by, axis=1)))
    assert moved.answer.digits.tolist() == [1]

    def change(before: np.ndarray, after: np.ndarray) -> str:
        return f"{np.linalg.norm(before - after) / np.linalg.norm(before):.0%}"

    first, last = (change(*pair) for pair in _both(plain, moved))
    return {"8", first, last, "1"}


def _both(plain: Inside, moved: Inside) -> list[tuple[np.ndarray, np.ndarray]]:
    before, after = plain.stages[-1].pooled, moved.stages[-1].pooled
    assert before is not None
    assert after is not None
    return [(plain.stages[0].maps, moved.stages[0].maps), (before, after)]


@pytest.fixture(scope="module")
def of_learning(learnt, network) -> list[set[str]]:
    wanted, sure = targets([1]), np.zeros((1, NUM_CLASSES))
    sure[0, 7] = 1.0  # and the digit is a 1
    sent = {name: at_logits(name, sure, wanted)[0, 7] for name in ("cross_entropy", "mse")}
    step = -2 * RATE * learnt.gradient("cross_entropy")
    batches, rest = divmod(60_000, 128)
    return [
        {f"{loss('cross_entropy', wanted / 2, wanted):.3f}", f"{abs(loss('cross_entropy', wanted, wanted)):g}", "2"},
        {"1", f"{0.9 - 1:.1f}".replace("-", "−"), f"{learnt.backpropagation['cross_entropy'].probabilities[0, 1]:.4f}"},
        {"0"},
        {exact(value, 5) for value in (learnt.weight, step, learnt.weight + step)},
        {f"{batches + 1}", f"{batches}", f"{rest}"},
        {f"{1 / (1 - 0.9):.0f}", "1"},
        {f"{sent['mse']:g}"} | {f"{sent['cross_entropy']:g}"} - {"1"},
        {f"{0.25**3:.3f}", "1"},
        set(),
        {f"{network.parameters / 500:.0f}", f"{28 * 28}"},
        set(),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["ideas", "learning"])
def test_the_numbers_of_an_answer_are_what_the_question_comes_to(page, language, request):
    computed = request.getfixturevalue(f"of_{page}")
    asked = exercises(page, language)
    assert len(asked) == len(computed)
    told = {exercise.question: exercise.numbers for exercise in asked}
    assert told == {
        exercise.question: numbers - set(PLAIN.findall(exercise.question))
        for exercise, numbers in zip(asked, computed, strict=True)
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["ideas", "learning"])
def test_what_the_page_checks_is_what_the_question_comes_to(page, language, request):
    for exercise, numbers in zip(exercises(page, language), request.getfixturevalue(f"of_{page}"), strict=True):
        known = {number.replace(",", "").replace("−", "-") for number in {*numbers, *PLAIN.findall(exercise.question)}}
        checked = [part.split(":")[-1].strip(" ~") for part in exercise.checked.split(";") if part]
        assert [number for number in checked if number not in known] == []


@pytest.mark.parametrize("page", ["ideas", "learning"])
def test_the_page_checks_the_same_in_both_languages(page):
    english, chinese = (
        [re.sub(r"[^;:]*:", "", exercise.checked) for exercise in exercises(page, language)] for language in LANGUAGES
    )
    assert english == chinese
    assert sum(map(bool, english)) >= 8


def test_a_network_of_zeros_sends_nothing_back_to_its_filters(learnt):
    blocks = tuple(block._replace(kernel=block.kernel * 0, bias=block.bias * 0) for block in learnt.chain.blocks)
    backpropagation = backpropagate(
        Chain(blocks, learnt.chain.scale), learnt.digit, [learnt.label], name="cross_entropy"
    )
    assert [float(np.abs(kernel).max()) for kernel, _ in backpropagation.gradients[:3]] == [0, 0, 0]
    assert [float(np.abs(kernel).max()) for kernel, _ in backpropagation.gradients[3:]] == [0, 0]
    assert [bool(bias.any()) for _, bias in backpropagation.gradients] == [False] * 4 + [True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_hidden_until_it_is_asked_for(language):
    for page in ("ideas", "learning"):
        assert "<details open" not in (DOCS / f"{page}{language}.md").read_text(encoding="utf-8")
        assert all(exercise.question.endswith(("?", "？")) for exercise in exercises(page, language))


def test_every_idea_has_an_exercise():
    for page in ("ideas", "learning"):
        for language in LANGUAGES:
            text = (DOCS / f"{page}{language}.md").read_text(encoding="utf-8")
            parts = text.split("\n## ")[1:-1]  # the last leads to other pages
            assert [part.split("\n")[0] for part in parts if "<details" not in part] == []
