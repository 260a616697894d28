"""What a layer's settings in a file say, and which of them say nothing about its answers."""

from dataclasses import dataclass, field
from typing import Any

from shuzi.importing.chain import Entry


@dataclass
class LayerSettings:
    """What a layer's settings say; every one that is not asked for must be known to mean nothing."""

    entry: Entry
    asked: set[str] = field(default_factory=set)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a setting, or what it is where the file does not say."""
        self.asked.add(name)
        return self.entry.config.get(name, default)

    def need(self, name: str) -> Any:
        """Return a setting that must be there; ValueError if it is not."""
        self.asked.add(name)
        if name not in self.entry.config:
            raise ValueError(f"it does not say its {name}")
        return self.entry.config[name]

    def refuse_other(self, name: str, *allowed: Any) -> None:
        """Raise ValueError of a setting that is none of these; absent, it is the first."""
        value = self.get(name, allowed[0])
        if not any(type(value) is type(choice) and value == choice for choice in allowed):
            raise ValueError(f"its {name} is {str(value)[:40]}; expected {allowed[0]}")

    def number(self, name: str, default: Any = None) -> float:
        """Return a setting that is a number; ValueError if it is none."""
        value = self.get(name, default)
        if isinstance(value, dict) and set(value) <= {"class_name", "config", "type", "value", "dtype"}:
            value = value.get("value")  # Keras 2 wraps some numbers as a NumPy value
        if type(value) not in (int, float) or not -1e9 < value < 1e9:
            raise ValueError(f"its {name} is {str(value)[:40]}; expected a number")
        return float(value)


# fmt: off
WITHOUT_MEANING = frozenset(
    [
        "name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_dtype", "sparse", "ragged", "optional",
        "seed", "autocast", "kernel_initializer", "bias_initializer", "gamma_initializer", "beta_initializer",
        "moving_mean_initializer", "moving_variance_initializer", "kernel_regularizer", "bias_regularizer",
        "gamma_regularizer", "beta_regularizer", "kernel_constraint", "bias_constraint", "gamma_constraint",
        "beta_constraint", "activity_regularizer", "momentum", "fused", "renorm_clipping", "renorm_momentum",
    ]
)
ABSENT = frozenset(
    [
        "noise_shape", "quantization_config", "lora_rank", "lora_alpha", "input_tensor", "renorm", "virtual_batch_size",
        "adjustment", "synchronized", "keepdims", "input_spec",
    ]
)
# fmt: on
"""These change what a layer does, unless they are null or false."""
