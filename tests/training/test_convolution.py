"""The convolution for small maps is Keras's, only faster to learn."""

import keras
import numpy as np
import pytest

from shuzi.training.fast_layers import SmallMapConvolution

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
def test_in_bfloat16_it_is_as_close_to_float32_as_keras(rows, use_bias):
    shape, settings = (10, rows, rows + 1, 5), {"use_bias": use_bias, "padding": "same"}
    exact = trained_once(keras.layers.Conv2D, shape, **settings, dtype="float32")
    keras_own = trained_once(keras.layers.Conv2D, shape, **settings, dtype="mixed_bfloat16")
    ours = trained_once(SmallMapConvolution, shape, **settings, dtype="mixed_bfloat16")
    assert len(ours) == 3 + use_bias
    for mine, theirs, wanted in zip(ours, keras_own, exact, strict=True):
        of_theirs = np.abs(theirs - wanted).max()
        # bfloat16 has 8 binary digits
        assert np.abs(mine - wanted).max() <= 2 * of_theirs + 2**-8 * np.abs(wanted).max()


@pytest.mark.parametrize(
    "changes", [{"dtype": "float32"}, {"padding": "valid"}, {"dilation_rate": 2}, {"groups": 3}], ids=str
)
def test_anything_else_is_left_to_keras(changes):
    settings = {"padding": "same", "dtype": "mixed_bfloat16", **changes}
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
