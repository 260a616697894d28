"""The layers of a Keras model's JSON, of any version since 1.0, as a straight chain."""

from typing import Any, NamedTuple

from shuzi.errors import ArchitectureError
from shuzi.network.architecture import MOST_LAYERS

# Layers that change something only while a network learns: a network that answers does without them. Found in Keras
# 3.15 by comparing each one's answer with its input, as a test still does. RandomCrop is none of them: it cuts whenever
# it is asked.
# fmt: off
PASSED_OVER = frozenset(
    [
        "ActivityRegularization", "AlphaDropout", "GaussianDropout", "GaussianNoise", "Identity", "RandomBrightness",
        "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform", "RandomErasing",
        "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective",
        "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomShear",
        "RandomTranslation", "RandomZoom", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
    ]
)
# fmt: on

_WITHOUT_WEIGHTS = PASSED_OVER | {"Dropout", "Rescaling"}


class Entry(NamedTuple):
    """One layer as the file describes it."""

    kind: str
    """Keras's class name."""
    name: str
    config: dict[str, Any]


def layer_chain(model: dict[str, Any], *, source: str) -> list[Entry]:
    """Return the layers from the input to the output.

    A Sequential among them stands for its own layers, if none of these has weights, as where images are augmented.
    Keras up to 2.2.2 writes a Sequential's layers as its `config`, later ones as `config.layers`; a functional model's
    order is that of its connections.

    Raises:
        ArchitectureError: it is no model, or not a chain with one input and one output.
    """
    try:
        kind, config = model["class_name"], model["config"]
        if kind == "Sequential":
            return _unfolded(_sequence(config, source), source)
        if kind in ("Model", "Functional"):
            return _unfolded(_following(config, _listed(config["layers"], source), source), source)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ArchitectureError(
            f"{source} does not describe a model as Keras does ({type(error).__name__}: {error}); save the model again."
        ) from None
    raise ArchitectureError(f"{source} holds a model of class {kind!r}; expected Sequential or Functional.")


def _sequence(config: Any, source: str) -> list[Entry]:
    return [_entry(item) for item in _listed(config if isinstance(config, list) else config["layers"], source)]


def _unfolded(entries: list[Entry], source: str) -> list[Entry]:
    """Return the layers with those of each Sequential in its place; one that holds weights stays, to be refused."""
    unfolded: list[Entry] = []
    for entry in entries:
        inside = _sequence(entry.config, source) if entry.kind == "Sequential" else []
        layers = [layer for layer in inside if layer.kind != "InputLayer"]
        if entry.kind != "Sequential" or any(layer.kind not in _WITHOUT_WEIGHTS for layer in layers):
            unfolded.append(entry)
        else:
            unfolded += layers if unfolded else inside  # the first alone says what the images are
    return _listed(unfolded, source)


def _listed(items: Any, source: str) -> list[Any]:
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_LAYERS:
        raise ArchitectureError(
            f"{source} lists {len(items) if isinstance(items, list) else 'no'} layers; expected 1 to {MOST_LAYERS}."
        )
    return items


def _entry(item: dict[str, Any]) -> Entry:
    kind, config = item["class_name"], item["config"]
    if not isinstance(kind, str) or not isinstance(config, dict):
        raise TypeError("a layer without class or settings")
    name = config.get("name", item.get("name", ""))
    if not isinstance(name, str) or not name.isprintable() or len(name) > 100:
        raise ValueError(f"a layer of the name {str(name)[:60]!r}")
    if "/" in name or "\\" in name or name.startswith("."):
        raise ValueError(f"a layer of the name {str(name)[:60]!r}")
    return Entry(kind, name, config)


def _following(config: dict[str, Any], items: list[dict[str, Any]], source: str) -> list[Entry]:
    entries = {_entry(item).name: _entry(item) for item in items}
    if len(entries) != len(items):
        raise ValueError("two layers have one name")
    after: dict[str, str] = {}
    for item in items:
        name = _entry(item).name
        sources = _sources(item["inbound_nodes"])
        if entries[name].kind == "InputLayer" and not sources:
            continue
        if len(sources) != 1 or sources[0] in after or sources[0] not in entries:
            raise ArchitectureError(
                f"{source}: the layer {name!r} does not follow exactly one other; shuzi opens straight chains."
            )
        after[sources[0]] = name
    name, end = _only(config["input_layers"]), _only(config["output_layers"])
    chain = [entries[name]]
    while name in after and len(chain) <= len(items):
        name = after[name]
        chain.append(entries[name])
    if name != end or len(chain) != len(items):
        raise ArchitectureError(f"{source} is no straight chain from its input to its output; shuzi opens only those.")
    return chain


def _only(ends: Any) -> str:
    """Return the layer's name of `["name", 0, 0]`, as today, or `[["name", 0, 0]]`, as before."""
    if len(ends) == 1:
        ends = ends[0]
    name, node, tensor = ends
    if not isinstance(name, str) or (node, tensor) != (0, 0):
        raise ValueError("more than one input or output")
    return name


def _sources(nodes: Any) -> list[str]:
    """Return the names of the layers that a layer reads."""
    if not isinstance(nodes, list) or len(nodes) > 1:
        raise ValueError("a layer that is used more than once")
    if not nodes:
        return []
    if isinstance(nodes[0], dict):
        given = [argument["config"]["keras_history"] for argument in nodes[0]["args"]]
        options = nodes[0]["kwargs"]
    else:
        given = [place[:3] for place in nodes[0]]
        options = {name: value for place in nodes[0] for name, value in dict(*place[3:]).items()}
    if any(value is not None and name != "training" for name, value in options.items()) or options.get("training"):
        raise ValueError(f"a layer called with {', '.join(map(str, options))[:60]}")
    if any((node, tensor) != (0, 0) for _, node, tensor in given):
        raise ValueError("a layer that reads a second output")
    return [str(name) for name, _, _ in given]
