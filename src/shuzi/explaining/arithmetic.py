"""Where a network's parameters come from, layer by layer."""

from typing import Any

from shuzi.network.architecture import Architecture, Layer
from shuzi.words import words


def formula(layer: Layer) -> str:
    """Return the sum that gives the layer's parameters, such as `(1·3·3 + 1)·32 = 320`; empty if it has none."""
    bias = " + 1" if layer.config.get("use_bias", True) else ""
    if layer.kind == "Conv2D":
        height, width = layer.config["kernel_size"]
        inner = f"{_seen(layer)}·{height}·{width}"
        return f"({inner}{bias})·{layer.config['filters']} = {layer.parameters:,}"
    if layer.kind == "Dense":
        return f"({layer.input_shape[0]:,}{bias})·{layer.config['units']} = {layer.parameters:,}"
    if layer.kind == "BatchNormalization":
        channels = layer.input_shape[-1]
        return f"{layer.parameters // channels}·{channels} = {layer.parameters:,}"
    return ""


def explanation(layer: Layer, language: str = "en") -> str:
    """Return a sentence that says what the formula's numbers are; empty if the layer has no parameters.

    Args:
        layer: of any kind.
        language: a code of `shuzi.words.LANGUAGES`.
    """
    texts = words(language)
    bias = texts["arithmetic.bias"] if layer.config.get("use_bias", True) else ""
    if layer.kind == "Conv2D":
        height, width = layer.config["kernel_size"]
        channels = _seen(layer)
        how_many = "some" if channels < layer.input_shape[2] else "one" if channels == 1 else "many"
        seen = texts[f"arithmetic.{how_many}"].format(channels=channels, all=layer.input_shape[2])
        return texts["arithmetic.Conv2D"].format(
            filters=layer.config["filters"], seen=seen, height=height, width=width, channels=channels, bias=bias
        )
    if layer.kind == "Dense":
        return texts["arithmetic.Dense"].format(neurons=layer.config["units"], inputs=layer.input_shape[0], bias=bias)
    if layer.kind == "BatchNormalization":
        names = ["mean", "variance", *(name for name in ("scale", "center") if layer.config.get(name, True))]
        held = [texts[f"arithmetic.{name}"] for name in names]
        listing = f"{texts['arithmetic.between'].join(held[:-1])}{texts['arithmetic.and']}{held[-1]}"
        return texts["arithmetic.BatchNormalization"].format(channels=layer.input_shape[-1], held=listing)
    return ""


def _seen(layer: Layer) -> int:
    """Return how many channels a filter of a convolution sees."""
    return layer.input_shape[2] // int(layer.config.get("groups", 1))


def layer_table(architecture: Architecture) -> list[dict[str, Any]]:
    """Return one row per layer: name, type, input_shape, output_shape, parameters, arithmetic, explanation.

    Example:
        >>> import shuzi
        >>> shuzi.layer_table(shuzi.read_architecture())[0]["arithmetic"]
        '(1·3·3 + 1)·32 = 320'
    """
    return [
        {
            "name": layer.name,
            "type": layer.kind,
            "input_shape": list(layer.input_shape),
            "output_shape": list(layer.output_shape),
            "parameters": layer.parameters,
            "arithmetic": formula(layer),
            "explanation": explanation(layer),
        }
        for layer in architecture.layers
    ]
