"""A step of training by hand is Keras's own step."""

import re

import keras
import numpy as np
import pytest
from matplotlib.text import Annotation

from shuzi.digits import Split
from shuzi.explaining.explain import explain
from shuzi.explaining.inside import Inside
from shuzi.explaining.learning.chain import Chain, fresh, is_plain, trained
from shuzi.explaining.learning.draw_step import draw_step
from shuzi.explaining.learning.lesson import lesson
from shuzi.explaining.learning.step import LOSSES, RATE, Setting, backpropagate, descend, forward, measured, moved
from shuzi.explaining.sheet import Scene
from shuzi.explaining.words import texts
from shuzi.recipes.recipe import UNIT_VARIANCE
from shuzi.training.networks import build_network

FINE = 1e-5
KERAS_LOSSES = {"mse": "mse", "cross_entropy": "categorical_crossentropy"}


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return build_network("note", seed=0)


def as_keras(network: keras.Model, chain: Chain, name: str, setting: Setting) -> keras.Model:
    """The same network in Keras, ready for the same steps."""
    network.set_weights([array for block in chain.blocks for array in block[1:]])
    optimizer = keras.optimizers.SGD(learning_rate=setting.rate, momentum=setting.momentum)
    network.compile(optimizer=optimizer, loss=KERAS_LOSSES[name])
    return network


def scene(model, digit, label=1, training=None) -> Scene:
    return Scene(model, Inside(model, digit), label, texts("en"), training)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_gradients_and_the_loss_after_a_step_are_keras_s(name, shipped, few, network):
    chain = fresh(Inside(shipped, few.images[0]).architecture, seed=3, scale=UNIT_VARIANCE)
    images, labels = few.images[:3], few.labels[:3]
    pixels, wanted = images[..., np.newaxis] * np.float32(chain.scale), keras.utils.to_categorical(labels, 10)
    model = as_keras(network, chain, name, Setting(RATE))
    backpropagation = backpropagate(chain, images, labels, name=name)

    before = model.get_weights()
    assert backpropagation.loss == pytest.approx(float(model.train_on_batch(pixels, wanted)), abs=FINE)
    after = model.get_weights()
    assert measured(moved(chain, backpropagation.gradients, rate=RATE), images, labels, name=name) == pytest.approx(
        float(model.evaluate(pixels, wanted, verbose=0)), abs=FINE
    )
    ours = [array for pair in backpropagation.gradients for array in pair]
    for gradient, old, new in zip(ours, before, after, strict=True):
        assert np.abs(gradient - (old - new) / RATE).max() < FINE


def test_steps_with_momentum_are_keras_s(shipped, few, network):
    chain = fresh(Inside(shipped, few.images[0]).architecture, seed=4, scale=UNIT_VARIANCE)
    setting = Setting(RATE, momentum=0.9)
    model = as_keras(network, chain, "cross_entropy", setting)
    found = list(descend(chain, Split(few.images[:40], few.labels[:40]), setting, batch=10, name="cross_entropy"))
    for place, loss in enumerate(found):
        part = slice(10 * place, 10 * place + 10)
        pixels = few.images[part][..., np.newaxis] * np.float32(chain.scale)
        wanted = keras.utils.to_categorical(few.labels[part], 10)
        assert loss == pytest.approx(float(model.train_on_batch(pixels, wanted)), abs=FINE)
    assert len(found) == 4


def test_a_trained_network_by_hand_gives_its_own_sums(shipped, one):
    inside = Inside(shipped, one)
    assert np.abs(forward(trained(inside), one[np.newaxis])[-1].sums[0] - inside.logits).max() < FINE


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_foretells_what_happens_when_the_weight_is_moved(name, shipped, one):
    learnt = lesson(scene(shipped, one))
    assert learnt.tried(name) == pytest.approx(learnt.gradient(name), abs=1e-6)
    assert learnt.after_all(name) < learnt.after_one(name) < learnt.backpropagation[name].loss


def test_a_fresh_network_has_keras_s_distribution(shipped, one, network):
    build = build_network("note", seed=11)
    chain = fresh(Inside(shipped, one).architecture, seed=11, scale=1.0)
    for block, layer in zip(chain.blocks, (part for part in build.layers if part.get_weights()), strict=True):
        kernel = layer.get_weights()[0]
        assert block.kernel.shape == kernel.shape
        assert np.abs(block.kernel).max() == pytest.approx(np.abs(kernel).max(), rel=0.03)
        assert block.kernel.std() == pytest.approx(kernel.std(), rel=0.1)


def test_the_arrow_of_a_step_stays_inside_its_picture(shipped, mnist):
    slopes = []
    for index in (9487, 0, 4, 21):
        digit, label = mnist.train.images[index], int(mnist.train.labels[index])
        learnt = lesson(Scene(shipped, Inside(shipped, digit), label, texts("en"), None))
        for axes, name in zip(draw_step(learnt).axes, LOSSES, strict=True):
            (arrow,) = [text for text in axes.texts if isinstance(text, Annotation)]
            (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
            assert left < arrow.xy[0] < right
            assert bottom < arrow.xy[1] < top
            assert (arrow.xy[0] - learnt.weight) * learnt.gradient(name) < 0  # against the gradient
            slopes.append(learnt.gradient(name))
    assert min(slopes) < 0 < max(slopes)


def test_a_network_of_another_make_has_no_lesson(best, note, one):
    assert lesson(scene(best[1], one)) is None
    assert is_plain(Inside(note[1], one).architecture)


def test_the_chapter_s_pictures_are_drawn_when_they_are_asked_for(shipped, one, mnist, tmp_path):
    few = Split(mnist.train.images[:600], mnist.train.labels[:600])
    changed = np.stack([one] * 11)
    files = explain(shipped, one, out=tmp_path, label=1, only=["learning"], training=few, changed=changed)
    assert [file.name for file in files] == [
        *("learning-loss.png", "learning-gradient.png", "learning-step.png", "learning-downhill.gif"),
        *("learning-rates.png", "learning-saturation.png", "learning-activation.png", "learning-start.png"),
        *("learning-augmentation.png", "index.html"),
    ]
    page = files[-1].read_text(encoding="utf-8")
    assert "<h1>How a network learns</h1>" in page
    assert "answers 1" not in page
    assert re.findall(r"<h2>(\d+)\. ", page) == [str(part) for part in range(1, 9)]


def test_another_network_has_no_such_pictures(best, one, tmp_path):
    assert explain(best[1], one, out=tmp_path, only=["learning"]) == [tmp_path / "index.html"]
