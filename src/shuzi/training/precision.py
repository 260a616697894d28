"""Which number format this machine's processor trains fastest in."""

from collections.abc import Mapping

from shuzi.machine import cpu_info

_BFLOAT16_FLAGS = {"avx512_bf16", "amx_bf16"}


def fastest_precision(processor: Mapping[str, str] | None = None) -> str:
    """Return Keras's name of the precision to train in: `mixed_bfloat16` or `float32`.

    bfloat16 is chosen where the processor multiplies it in hardware; elsewhere it is emulated and slower. Only
    Linux says what the processor has; on other systems the answer is `float32`.

    Args:
        processor: what `shuzi.machine.cpu_info` gives; None means this machine's.
    """
    known = cpu_info() if processor is None else processor
    return "mixed_bfloat16" if _BFLOAT16_FLAGS & set(known.get("flags", "").split()) else "float32"
