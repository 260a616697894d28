"""Where a network's parameters come from, layer by layer."""

from typing import Any

from shuzi.network.architecture import Architecture, Layer


def formula(layer: Layer) -> str:
    """Return the sum that gives the layer's parameters, such as `(1·3·3 + 1)·32 = 320`; empty if it has none."""
    bias = " + 1" if layer.config.get("use_bias", True) else ""
    if layer.kind == "Conv2D":
        height, width = layer.config["kernel_size"]
        inner = f"{layer.input_shape[2]}·{height}·{width}"
        return f"({inner}{bias})·{layer.config['filters']} = {layer.parameters:,}"
    if layer.kind == "Dense":
        return f"({layer.input_shape[0]:,}{bias})·{layer.config['units']} = {layer.parameters:,}"
    if layer.kind == "BatchNormalization":
        channels = layer.input_shape[-1]
        return f"{layer.parameters // channels}·{channels} = {layer.parameters:,}"
    return ""


def explanation(layer: Layer) -> str:
    """Return a sentence that says what the formula's numbers are; empty if the layer has no parameters."""
    bias = ", and 1 bias" if layer.config.get("use_bias", True) else ""
    if layer.kind == "Conv2D":
        height, width = layer.config["kernel_size"]
        channels, filters = layer.input_shape[2], layer.config["filters"]
        seen = "1 channel" if channels == 1 else f"all {channels} channels of its input"
        return (
            f"each of the {filters} filters sees {seen} through a window of {height}×{width}: "
            f"{channels}·{height}·{width} weights{bias}"
        )
    if layer.kind == "Dense":
        return (
            f"each of the {layer.config['units']} neurons sees all {layer.input_shape[0]:,} inputs: "
            f"{layer.input_shape[0]:,} weights{bias}"
        )
    if layer.kind == "BatchNormalization":
        held = ["its mean", "its variance"]
        held += ["a factor"] * bool(layer.config.get("scale", True))
        held += ["an offset"] * bool(layer.config.get("center", True))
        return f"each of the {layer.input_shape[-1]} channels has {', '.join(held[:-1])} and {held[-1]}"
    return ""


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
