"""A convolution that learns as fast on small maps as on large ones."""

from typing import Any

import keras

_LARGEST = 8
"""Rows of a map. On 6 and 7 rows the gradient here takes 0.55 to 0.65 of TensorFlow's time, on 12 and 14 as much."""


class SmallMapConvolution(keras.layers.Conv2D):  # type: ignore[misc]  # Keras ships no types
    """Keras's 3×3 convolution of stride 1 and `same` padding, with its own gradient of the kernel where that is faster.

    That gradient is a convolution too: of the layer's inputs with the gradients of its outputs, the images of a batch
    taking the place of the channels. On small maps in bfloat16 TensorFlow on a CPU is slower with the operation
    that it has for that gradient than with the convolution. Results agree up to rounding.
    """

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """Convolve; whoever calls this adds the bias.

        Args:
            inputs: (n, height, width, channels), in the layer's compute dtype.
            kernel: (rows, columns, channels, filters); it is cast to that dtype.
        Returns:
            (n, height, width, filters) in that dtype, smaller without padding.
        """
        if not self._is_faster_here(inputs):
            return super().convolution_op(inputs, kernel)
        import tensorflow as tf

        @tf.custom_gradient  # type: ignore[untyped-decorator]
        def convolve(inputs: Any, kernel: Any) -> Any:
            def gradients(wanted: Any) -> tuple[Any, Any]:
                of_inputs = tf.raw_ops.Conv2DBackpropInput(
                    input_sizes=tf.shape(inputs),
                    filter=kernel,
                    out_backprop=wanted,
                    strides=[1, 1, 1, 1],
                    padding="SAME",
                )
                by_channels, by_rows = tf.transpose(inputs, (3, 1, 2, 0)), tf.transpose(wanted, (1, 2, 0, 3))
                of_kernel = tf.nn.conv2d(by_channels, by_rows, 1, padding=[[0, 0], [1, 1], [1, 1], [0, 0]])
                return of_inputs, tf.transpose(of_kernel, (1, 2, 0, 3))

            return tf.nn.conv2d(inputs, kernel, strides=1, padding="SAME"), gradients

        return convolve(inputs, tf.cast(keras.ops.convert_to_tensor(kernel), inputs.dtype))

    def _is_faster_here(self, inputs: Any) -> bool:
        settings = (self.kernel_size, self.strides, self.dilation_rate, self.padding, self.groups, self.data_format)
        alike = settings == ((3, 3), (1, 1), (1, 1), "same", 1, "channels_last")
        if keras.backend.backend() != "tensorflow" or self.compute_dtype != "bfloat16" or not alike:
            return False
        import tensorflow as tf

        return inputs.shape[1] <= _LARGEST and not tf.config.list_physical_devices("GPU")
