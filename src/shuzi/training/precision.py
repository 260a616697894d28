"""Which number format this machine trains fastest in."""

from collections.abc import Mapping

import keras

from shuzi.machine import cpu_info
from shuzi.training.devices import has_accelerator

_BFLOAT16_FLAGS = {"avx512_bf16", "amx_bf16"}

# JAX's compiler emulates bfloat16 on a CPU, whatever the processor has.
_BACKENDS_THAT_USE_THEM = {"tensorflow", "torch"}


def fastest_precision() -> str:
    """Return Keras's name of the precision to train in on this machine: `mixed_bfloat16` or `float32`."""
    if has_accelerator():
        return "mixed_bfloat16"
    return processor_precision(cpu_info(), keras.backend.backend())


def processor_precision(processor: Mapping[str, str], backend: str) -> str:
    """Return the precision to train in on a CPU.

    bfloat16 is chosen where the processor multiplies it in hardware and the backend makes use of that; elsewhere it
    is emulated and slower. Only Linux says what the processor has; on other systems the answer is `float32`.

    Args:
        processor: what `shuzi.machine.cpu_info` gives.
        backend: Keras's name of it.
    """
    has_instructions = bool(_BFLOAT16_FLAGS & set(processor.get("flags", "").split()))
    return "mixed_bfloat16" if has_instructions and backend in _BACKENDS_THAT_USE_THEM else "float32"
