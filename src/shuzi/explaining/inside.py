"""Everything a network computes for one digit, with the axes in Keras's order and under Keras's names."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shuzi.digits import Predictions, predictions_from
from shuzi.errors import RunError
from shuzi.explaining.look import checked
from shuzi.network.architecture import Architecture, Layer
from shuzi.network.graph import LOGITS, PROBABILITIES
from shuzi.network.layout import Array, convolution_to_keras, maps_to_keras, weight_shapes
from shuzi.store.model import Model
from shuzi.store.saved_layers import read_architecture

_OF_A_STAGE = ("Activation", "MaxPooling2D", "Dropout")


@dataclass(frozen=True)
class Stage:
    """A convolution with the ReLU and the pooling that follow it."""

    layer: Layer
    """The convolution."""
    kernel: Array
    """(window height, window width, channels, filters)."""
    bias: Array
    """(filters,)."""
    seen: Array
    """What it looks at, (height, width, channels)."""
    sums: Array
    """What it computes, (height, width, filters)."""
    maps: Array
    """`sums` after the ReLU."""
    pooling: Layer | None
    pooled: Array | None
    """`maps` after the pooling, (height, width, filters); None without one."""


@dataclass(frozen=True)
class Joined:
    """A dense layer."""

    layer: Layer
    kernel: Array
    """(inputs, units)."""
    bias: Array
    seen: Array
    """(inputs,), in Keras's order: row, column, channel."""
    sums: Array
    """(units,), before an activation."""
    values: Array
    """(units,), after the activation that follows."""


class Inside:
    """One digit on its way through a network."""

    def __init__(self, model: Model, digit: npt.ArrayLike) -> None:
        """Let the network look at the digit.

        Args:
            model: a trained model.
            digit: uint8, shape (28, 28) or (28, 28, 1); 0 is paper, 255 is ink.
        Raises:
            ImageShapeError: the array is no image of 28×28.
            RunError: the layers are described otherwise than the network computes them.
        """
        self.digit = checked(digit)
        self.architecture: Architecture = read_architecture(model.path)
        self._activations: dict[str, Array] = {
            name: values[0] for name, values in model.activations(self.digit).items()
        }
        self._weights = model.weights()
        self._source = f"{model.path}"
        for place, layer in enumerate(self.architecture.layers):
            self._output(self._computing(place))
            if layer.kind in ("Conv2D", "Dense"):
                self._kernel(layer)

    @cached_property
    def answer(self) -> Predictions:
        """What the network says: one digit, its probabilities and its confidence."""
        return predictions_from(self._activations[PROBABILITIES][np.newaxis])  # (classes,) → (1, classes)

    @property
    def logits(self) -> Array:
        """(10,), what goes into the softmax."""
        return self._activations[LOGITS]

    @cached_property
    def runner_up(self) -> int:
        """The second most probable digit."""
        return int(np.argsort(-self.logits, kind="stable")[1])  # (classes,)

    @cached_property
    def last_hidden(self) -> str:
        """The ONNX name of what the last dense layer looks at."""
        return self._output_name(self._computing(len(self.architecture.layers) - 3))

    @cached_property
    def outputs(self) -> dict[str, Array]:
        """Every layer's output by Keras's name and in Keras's order: maps (height, width, channels)."""
        layers = self.architecture.layers
        return {layer.name: self._output(self._computing(place)) for place, layer in enumerate(layers)}

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The convolutions that a ReLU follows, in order; of an imported network there may be none."""
        layers = self.architecture.layers
        places = [place for place, layer in enumerate(layers) if layer.kind == "Conv2D" and self._ends_in_relu(place)]
        return tuple(self._stage(place) for place in places)

    @cached_property
    def first(self) -> Stage | None:
        """The convolution that looks at the digit itself; None if the network begins otherwise."""
        stages = self.stages
        return stages[0] if stages and stages[0].layer is self.architecture.layers[0] else None

    @cached_property
    def sliding(self) -> Stage | None:
        """`first`, if its window has 3×3 pixels and moves by one; None otherwise."""
        stage = self.first
        slides = (
            stage is not None and stage.kernel.shape[:2] == (3, 3) and list(stage.layer.config["strides"]) == [1, 1]
        )
        return stage if slides else None

    @cached_property
    def flattened(self) -> Layer | None:
        """The flattening of maps that dense layers read up to the end; None where the network ends otherwise."""
        layers = self.architecture.layers
        for place, layer in enumerate(layers):
            if layer.kind == "Flatten" and len(layer.input_shape) == 3:
                rest = {follower.kind for follower in layers[place + 1 :]}
                return layer if rest <= {"Dense", "Activation", "Dropout"} else None
        return None

    @cached_property
    def joined(self) -> tuple[Joined, ...]:
        """The dense layers, in order."""
        layers = self.architecture.layers
        return tuple(self._joined(place) for place, layer in enumerate(layers) if layer.kind == "Dense")

    def _stage(self, place: int) -> Stage:
        layer, following = self.architecture.layers[place], self._following(place, _OF_A_STAGE)
        pooling = next((follower for follower in following if follower.kind == "MaxPooling2D"), None)
        sums = self.outputs[layer.name]
        return Stage(
            layer=layer,
            kernel=self._kernel(layer),
            bias=self._bias(layer),
            seen=self._seen(place),
            sums=sums,
            # Some networks pool first, which gives the same: ReLU never changes which number is the largest.
            maps=np.maximum(sums, 0),
            pooling=pooling,
            pooled=None if pooling is None else self.outputs[following[-1].name],
        )

    def _joined(self, place: int) -> Joined:
        layer, following = self.architecture.layers[place], self._following(place, ("Activation",))
        return Joined(
            layer=layer,
            kernel=self._kernel(layer),
            bias=self._bias(layer),
            seen=self._seen(place),
            sums=self.outputs[layer.name],
            values=self.outputs[following[-1].name if following else layer.name],
        )

    def _following(self, place: int, kinds: tuple[str, ...]) -> list[Layer]:
        following = []
        for layer in self.architecture.layers[place + 1 :]:
            if layer.kind not in kinds:
                break
            following.append(layer)
        return following

    def _ends_in_relu(self, place: int) -> bool:
        following = self._following(place, _OF_A_STAGE)
        functions = [layer.config["activation"] for layer in following if layer.kind == "Activation"]
        return functions == ["relu"] and sum(layer.kind == "MaxPooling2D" for layer in following) <= 1

    def _kernel(self, layer: Layer) -> Array:
        stored = self._weights.get(f"{layer.name}/kernel", np.zeros(0, np.float32))
        # as Keras has it: (rows, columns, channels, filters) or (inputs, units)
        kernel = convolution_to_keras(stored) if stored.ndim == 4 else stored
        if kernel.shape != weight_shapes(layer)["kernel"]:
            raise self._disagreeing(layer)
        return kernel

    def _bias(self, layer: Layer) -> Array:
        return self._weights.get(f"{layer.name}/bias", np.zeros(layer.output_shape[-1], np.float32))

    def _computing(self, place: int) -> Layer:
        """Return the layer at a place, or the one before that computes something; a Dropout does nothing in use."""
        while self.architecture.layers[place].kind == "Dropout":
            place -= 1
        return self.architecture.layers[place]

    def _seen(self, place: int) -> Array:
        if place == 0:
            return self.digit[..., np.newaxis].astype(np.float32)  # (28, 28, 1)
        return self.outputs[self.architecture.layers[place - 1].name]

    def _output_name(self, layer: Layer) -> str:
        last = {self.architecture.layers[-2].name: LOGITS, self.architecture.layers[-1].name: PROBABILITIES}
        return last.get(layer.name, layer.name)

    def _output(self, layer: Layer) -> Array:
        activation = self._activations.get(self._output_name(layer), np.zeros(0, np.float32))
        # (channels, height, width) → (height, width, channels)
        output = maps_to_keras(activation) if activation.ndim == 3 else activation
        if output.shape != tuple(layer.output_shape):
            raise self._disagreeing(layer)
        return output

    def _disagreeing(self, layer: Layer) -> RunError:
        return RunError(
            f"the run {self._source} describes a layer {layer.name!r} that its model.onnx does not compute so; "
            "expected both of one network. Make the run again, or do not trust it."
        )
