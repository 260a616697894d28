"""The convolution for small maps is Keras's, only faster to learn."""

import keras
import numpy as np
import pytest

from shuzi.convolution import SmallMapConvolution

tensorflow = pytest.importorskip("tensorflow")


def trained_once(kind, shape, **settings):
    """Return a layer's answer and the gradients of a loss with respect to its inputs and weights."""
    layer = kind(12, 3, kernel_initializer=keras.initializers.GlorotUniform(seed=1), **settings)
    random = np.random.default_rng(0)
    inputs = tensorflow.constant(random.normal(0, 1, shape).astype(np.float32))
    weights = tensorflow.constant(random.normal(0, 1, (*shape[:3], 12)).astype(np.float32))
    with tensorflow.GradientTape() as tape:
        tape.watch(inputs)
        answer = tensorflow.cast(layer(inputs), "float32")
        rows, columns = answer.shape[1:3]
        loss = tensorflow.reduce_sum(answer * weights[:, :rows, :columns])
    found = tape.gradient(loss, [inputs, *(variable.value for variable in layer.trainable_variables)])
    return [np.asarray(tensorflow.cast(array, "float32")) for array in (answer, *found)]


@pytest.mark.parametrize("rows", [1, 2, 6, 7, 8, 14])
@pytest.mark.parametrize("use_bias", [True, False])
def test_it_answers_and_learns_as_keras_does(rows, use_bias):
    shape, settings = (10, rows, rows + 1, 5), {"use_bias": use_bias, "padding": "same", "dtype": "mixed_bfloat16"}
    ours = trained_once(SmallMapConvolution, shape, **settings)
    keras_own = trained_once(keras.layers.Conv2D, shape, **settings)
    assert len(ours) == 3 + use_bias
    for mine, theirs in zip(ours, keras_own, strict=True):
        # bfloat16 has 8 binary digits
        np.testing.assert_allclose(mine, theirs, rtol=2**-6, atol=2**-7 * np.abs(theirs).max())


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_in_float32_or_without_padding_it_is_left_to_keras(padding):
    settings = {"padding": padding, "dtype": "float32" if padding == "same" else "mixed_bfloat16"}
    ours, keras_own = (
        trained_once(kind, (4, 6, 6, 3), **settings) for kind in (SmallMapConvolution, keras.layers.Conv2D)
    )
    assert all(np.array_equal(*pair) for pair in zip(ours, keras_own, strict=True))


def test_its_own_gradient_is_used_for_small_maps_in_bfloat16():
    def operations(rows):
        layer = SmallMapConvolution(4, 3, padding="same", dtype="mixed_bfloat16")
        layer.build((2, rows, rows, 3))

        @tensorflow.function(autograph=False)
        def gradient(inputs):
            with tensorflow.GradientTape() as tape:
                loss = tensorflow.reduce_sum(layer(inputs))
            return tape.gradient(loss, layer.kernel.value)

        graph = gradient.get_concrete_function(tensorflow.TensorSpec((2, rows, rows, 3)))
        return [operation.type for operation in graph.graph.get_operations()]

    assert "Conv2DBackpropFilter" not in operations(7)
    assert "Conv2DBackpropFilter" in operations(14)
