"""A close-up that goes on from the shipped one begins with what that one knows."""

import numpy as np
import onnxruntime
import pytest
from closeup.network import EXACT, build_closeup, onnx_of
from finder.in_8_bits import in_8_bits, weights_of
from finder.onnx_file import blended, settle_norms, start_from

from shuzi.finding.network import CLOSEUP, standardized


@pytest.fixture(scope="module")
def views(mnist):
    """Digits in the middle of views, float32 (300, 40, 40, 1)."""
    light = 1 - np.pad(mnist.train.images[:300].astype(np.float32) / 255, ((0, 0), (6, 6), (6, 6)))
    return standardized(light)[..., None]


@pytest.fixture
def started():
    """A network with the weights of the shipped close-up."""
    model = build_closeup()
    start_from(model, CLOSEUP)
    return model


def _answers(network, views):
    return onnxruntime.InferenceSession(network).run(None, {"views": views.transpose(0, 3, 1, 2)})[0]


def test_the_network_answers_as_the_file_that_it_starts_from(started, views, tmp_path):
    shipped, answers = _answers(str(CLOSEUP), views), started(views, training=False).numpy()
    # The shipped one computes in 8 bits, which costs it a twentieth of a logit.
    assert np.sqrt(((answers - shipped) ** 2).mean()) < 0.1
    (tmp_path / "closeup.onnx").write_bytes(onnx_of(started))
    again = build_closeup()
    start_from(again, tmp_path / "closeup.onnx")
    np.testing.assert_allclose(again(views, training=False), answers, atol=0.01)  # weights in half precision


def test_settling_leaves_the_answers_what_they_are_in_training_too(started, views):
    answers = started(views, training=False).numpy()
    untrained = np.asarray(started(views, training=True)).argmax(axis=1)
    settle_norms(started, views)
    np.testing.assert_allclose(started(views, training=False), answers, atol=1e-3)
    np.testing.assert_allclose(_answers(onnx_of(started), views), answers, atol=0.01)
    # In training, normalisation goes by the batch.
    first = np.asarray(started(views, training=True)).argmax(axis=1)
    right = answers.argmax(axis=1)
    assert (first == right).mean() > 0.95 > (untrained == right).mean()


def test_a_mean_of_weights_lies_between_two_networks(started, tmp_path):
    (tmp_path / "start.onnx").write_bytes(onnx_of(started))
    started.set_weights([3 * weights for weights in started.get_weights()])
    trained = onnx_of(started)
    (tmp_path / "trained.onnx").write_bytes(trained)
    first, last = weights_of(tmp_path / "start.onnx"), weights_of(tmp_path / "trained.onnx")
    for kept in (0.0, 0.25, 1.0):
        (tmp_path / "mean.onnx").write_bytes(blended(tmp_path / "start.onnx", trained, kept=kept))
        mean = weights_of(tmp_path / "mean.onnx")
        assert mean.keys() == first.keys()
        for name in mean:
            np.testing.assert_allclose(mean[name], kept * first[name] + (1 - kept) * last[name], rtol=2e-3, atol=1e-4)


def test_8_bits_cost_a_close_up_little(started, views):
    single = onnx_of(started)
    whole = in_8_bits(single, np.split(views.transpose(0, 3, 1, 2), 3), exact=EXACT)
    assert len(whole) < 0.75 * len(single)
    before, after = _answers(single, views), _answers(whole, views)
    assert (before.argmax(axis=1) == after.argmax(axis=1)).mean() > 0.98
    assert 0 < np.sqrt(((before - after) ** 2).mean()) < 0.1
