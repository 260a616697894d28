"""What is shown of a network is what Keras computes, layer by layer."""

import keras
import numpy as np
import pytest

from shuzi.errors import ImageShapeError
from shuzi.explaining.inside import Inside

FINE = 1e-5


@pytest.mark.parametrize("network", ["note", "best"])
def test_every_layer_is_within_a_hundred_thousandth_of_keras(network, one, request):
    model, written = request.getfixturevalue(network)
    looking = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    expected = looking(one[None, ..., None].astype(np.float32))
    found = Inside(written, one).outputs
    assert list(found) == [layer.name for layer in model.layers]
    for layer, values in zip(model.layers, expected, strict=True):
        values = np.asarray(values)[0]  # noqa: PLW2901
        assert found[layer.name].shape == values.shape, layer.name
        assert np.abs(found[layer.name] - values).max() <= FINE * max(1, np.abs(values).max()), layer.name


@pytest.mark.parametrize("network", ["note", "best"])
def test_kernels_and_biases_are_keras_s(network, one, request):
    model, written = request.getfixturevalue(network)
    inside = Inside(written, one)
    for part in (*inside.stages, *inside.joined):
        kernel, bias = model.get_layer(part.layer.name).get_weights()
        assert np.array_equal(part.kernel, kernel), part.layer.name
        assert np.array_equal(part.bias, bias), part.layer.name


@pytest.mark.parametrize("network", ["note", "best"])
def test_a_stage_s_maps_are_those_of_the_relu_and_of_the_pooling(network, one, request):
    model, written = request.getfixturevalue(network)
    inside = Inside(written, one)
    names = [layer.name for layer in model.layers]
    for stage in inside.stages:
        place = names.index(stage.layer.name)
        assert np.array_equal(stage.maps, inside.outputs[names[place + 1]])
        pools = names[place + 2].startswith("pool")
        assert (stage.pooled is not None) == pools
        if stage.pooled is not None:
            assert np.array_equal(stage.pooled, inside.outputs[names[place + 2]])


@pytest.mark.parametrize("network", ["note", "best"])
def test_dense_layers_add_up_by_hand(network, one, request):
    for joined in Inside(request.getfixturevalue(network)[1], one).joined:
        by_hand = joined.seen.astype(np.float64) @ joined.kernel + joined.bias
        assert np.abs(by_hand - joined.sums).max() < FINE * max(1, np.abs(joined.sums).max())


def test_the_last_hidden_layer_is_what_the_last_dense_layer_reads(note, best, one):
    assert Inside(note[1], one).last_hidden == "relu_4"
    assert Inside(best[1], one).last_hidden == "flatten"


def test_the_answer_is_the_model_s_and_the_runner_up_another(shipped, one):
    inside = Inside(shipped, one)
    assert inside.answer.digits[0] == shipped.predict(one).digits[0] == 1
    assert inside.runner_up == int(np.argsort(shipped.predict(one).probabilities[0])[-2])


@pytest.mark.parametrize("wrong", [np.zeros((27, 28), np.uint8), np.zeros((28, 28))])
def test_what_is_no_digit_is_refused(shipped, wrong):
    with pytest.raises(ImageShapeError, match="expected uint8 of shape"):
        Inside(shipped, wrong)
