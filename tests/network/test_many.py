"""Many images at once: side by side, and in 8 bits where that is faster."""

import shutil

import numpy as np
import pytest

import shuzi
from shuzi.network.classifier import Classifier
from shuzi.network.many import EIGHT_BITS, MANY, Many
from shuzi.network.onnx_runtime import start_session
from shuzi.store.model import PRETRAINED


class _Session:
    """A session that computes its answer so often that it is as slow as it should be."""

    def __init__(self, path, *, times=1):
        self._session, self._times = start_session(path.read_bytes(), threads=1), times

    def run(self, names, shown):
        for _ in range(self._times):
            answer = self._session.run(names, shown)
        return answer


@pytest.fixture(scope="module")
def many():
    """Of which 8 bits are the faster, whatever the processor."""
    return Many(_Session(PRETRAINED / "model.onnx", times=20), _Session(EIGHT_BITS), workers=2)


@pytest.fixture(scope="module")
def exact(mnist):
    """Of the last training images; the ranges of 8 bits come from the first 5,000."""
    return Classifier(PRETRAINED / "model.onnx").probabilities(mnist.train.images[-10_000:])


def test_8_bits_give_the_digits_of_float32(many, exact, mnist):
    images, labels = mnist.train.images[-10_000:], mnist.train.labels[-10_000:]
    (found,) = many.run(["probabilities"], images[..., None], exact=False)
    assert many.answers_in == "int8"
    assert not np.array_equal(found, exact)
    assert (found.argmax(axis=1) == exact.argmax(axis=1)).mean() >= 0.9995
    mistakes = [int((some.argmax(axis=1) != labels).sum()) for some in (found, exact)]
    assert abs(mistakes[0] - mistakes[1]) <= 2  # 0.02%
    assert np.abs(found - exact).mean() < 0.0005


def test_slower_8_bits_are_left_alone(exact, mnist):
    slow = Many(_Session(PRETRAINED / "model.onnx"), _Session(EIGHT_BITS, times=20), workers=2)
    (found,) = slow.run(["probabilities"], mnist.train.images[-10_000:-9_000, ..., None], exact=False)
    assert slow.answers_in == "float32"
    assert np.array_equal(found, exact[:1000])


def test_pixels_of_another_type_get_the_same_answer_and_fractions_float32(many, exact, mnist):
    images = mnist.train.images[-10_000:-9_800, ..., None]
    names = ["logits", "probabilities"]
    for whole, same in zip(*(many.run(names, some, exact=False) for some in (images, images / 1.0)), strict=True):
        assert np.array_equal(whole, same)
    assert np.allclose(many.run(names, images * 0.999, exact=False)[1], exact[:200], atol=0.02)
    assert np.array_equal(*(many.run(names, images * 0.999, exact=way)[1] for way in (True, False)))


def test_only_many_answers_of_the_model_that_comes_with_shuzi_are_in_8_bits(exact, mnist, monkeypatch, tmp_path):
    monkeypatch.setattr(Many, "answers_in", property(lambda many: "int8" if many.speed_in_8_bits else "float32"))
    images, model = mnist.train.images[-10_000 : MANY - 10_000], shuzi.load()
    few, all_exact = exact[: MANY - 1], exact[:MANY]
    assert np.allclose(model.predict(images[:-1]).probabilities, few, atol=1e-5)  # other parts may round otherwise
    assert np.array_equal(model.predict(images, exact=True).probabilities, all_exact)
    fast = model.predict(images).probabilities
    assert not np.array_equal(fast, all_exact)
    assert np.abs(fast - all_exact).max() < 0.03  # 0.015 with VNNI; weights of 7 bits are added alike without
    own = shuzi.load(shutil.copytree(PRETRAINED, tmp_path / "run"))
    assert np.array_equal(own.predict(images).probabilities, all_exact)


def test_measuring_a_model_asks_it_in_float32(mnist, monkeypatch):
    monkeypatch.setattr(Many, "answers_in", property(lambda many: "int8" if many.speed_in_8_bits else "float32"))
    model = shuzi.load()
    report = model.evaluate(mnist.test)
    assert report.confusion.tolist() == model.card.metrics["confusion"]
    assert report.loss == pytest.approx(model.card.metrics["test_loss"], rel=1e-4)
