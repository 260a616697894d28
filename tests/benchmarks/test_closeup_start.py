"""A close-up that goes on from the shipped one begins with what that one knows."""

import numpy as np
import onnxruntime
import pytest
from closeup.network import build_closeup, onnx_of
from finder.onnx_file import settle_norms, start_from

from shuzi.finding.closeup import CLOSEUP, standardized


@pytest.fixture(scope="module")
def views(mnist):
    """Digits in the middle of views, float32 (300, 40, 40, 1)."""
    light = 1 - np.pad(mnist.train.images[:300].astype(np.float32) / 255, ((0, 0), (6, 6), (6, 6)))
    return standardized(light)[..., None]


def _answers(model, views):
    return onnxruntime.InferenceSession(model).run(None, {"views": views.transpose(0, 3, 1, 2)})[0]


def test_the_network_answers_as_the_file_that_it_starts_from(views):
    shipped, model = _answers(str(CLOSEUP), views), build_closeup()
    start_from(model, CLOSEUP)
    np.testing.assert_allclose(model(views, training=False), shipped, atol=1e-3)
    untrained = np.asarray(model(views, training=True)).argmax(axis=1)
    settle_norms(model, views)
    np.testing.assert_allclose(model(views, training=False), shipped, atol=1e-3)
    np.testing.assert_allclose(_answers(onnx_of(model), views), shipped, atol=1e-3)
    # In training, normalisation goes by the batch; settled, it leaves the answers what they are.
    first = np.asarray(model(views, training=True)).argmax(axis=1)
    right = shipped.argmax(axis=1)
    assert (first == right).mean() > 0.95 > (untrained == right).mean()
