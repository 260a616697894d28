"""Two of Keras's layers, computed faster: a convolution on small maps, and batch normalisation."""

from typing import Any

import keras

_LARGEST = 8
"""Rows of a map. On 6 and 7 rows the gradient here takes 0.55 to 0.65 of TensorFlow's time, on 12 and 14 as much.

What it saves of a whole step: benchmarks/results/2026-11-25-training.md.
"""


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
                # (n, height, width, channels), as the inputs
                of_inputs = tf.raw_ops.Conv2DBackpropInput(
                    input_sizes=tf.shape(inputs),
                    filter=kernel,
                    out_backprop=wanted,
                    strides=[1, 1, 1, 1],
                    padding="SAME",
                )
                by_channels = tf.transpose(inputs, (3, 1, 2, 0))  # (channels, height, width, n)
                by_rows = tf.transpose(wanted, (1, 2, 0, 3))  # (height, width, n, filters)
                # (channels, 3, 3, filters): the map itself is the window, which has three places along each side
                of_kernel = tf.nn.conv2d(by_channels, by_rows, 1, padding=[[0, 0], [1, 1], [1, 1], [0, 0]])
                return of_inputs, tf.transpose(of_kernel, (1, 2, 0, 3))  # (3, 3, channels, filters)

            return tf.nn.conv2d(inputs, kernel, strides=1, padding="SAME"), gradients

        return convolve(inputs, tf.cast(keras.ops.convert_to_tensor(kernel), inputs.dtype))

    def _is_faster_here(self, inputs: Any) -> bool:
        settings = (self.kernel_size, self.strides, self.dilation_rate, self.padding, self.groups, self.data_format)
        alike = settings == ((3, 3), (1, 1), (1, 1), "same", 1, "channels_last")
        if keras.backend.backend() != "tensorflow" or self.compute_dtype != "bfloat16" or not alike:
            return False
        import tensorflow as tf

        return inputs.shape[1] <= _LARGEST and not tf.config.list_physical_devices("GPU")


class FusedBatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]  # Keras ships no types
    """Keras's batch normalisation over the last axis, computed in TensorFlow's one operation where that trains.

    Keras writes it out in a dozen operations on float32; with them an epoch of the note's network took 16 s
    instead of 6. The other backends' compilers join them by themselves. Behind a dense layer the one operation is the
    slower: for 50 rows of 200 it took 1.3 ms where the dozen take 0.06.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:  # noqa: FBT001 - as in Keras
        """Normalise by the batch's own mean and variance in training, by the running ones otherwise."""
        of_maps = len(inputs.shape) == 4
        if not of_maps or not training or keras.backend.backend() != "tensorflow":
            return super().call(inputs, training=training, mask=mask)
        import tensorflow as tf

        scale = self.gamma if self.scale else keras.ops.ones_like(self.moving_mean)  # (channels,)
        # outputs: (n, height, width, channels), as the inputs; mean and variance: (channels,)
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs,
            tf.convert_to_tensor(scale),
            tf.convert_to_tensor(self.beta),
            epsilon=self.epsilon,
            is_training=True,
        )
        for running, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
            running.assign(running * self.momentum + tf.cast(new, running.dtype) * (1 - self.momentum))
        return outputs
