"""bfloat16 is chosen where the processor says that it has it, and nowhere else."""

import logging

import pytest

from shuzi.machine import cpu_info
from shuzi.training.backend import fastest_precision, prepare_backend, processor_precision


@pytest.mark.parametrize("flags", ["avx512_bf16", "amx_bf16", "fpu avx2 avx512_bf16 sse", "amx_bf16 avx512_bf16"])
def test_a_processor_with_bfloat16_uses_it(flags):
    assert processor_precision({"flags": flags}, "tensorflow") == "mixed_bfloat16"


@pytest.mark.parametrize("flags", ["", "fpu avx2 avx512f avx512_vnni amx_tile amx_int8", "xavx512_bf16", "bf16"])
def test_a_processor_without_bfloat16_computes_in_float32(flags):
    assert processor_precision({"flags": flags}, "tensorflow") == "float32"


def test_the_name_of_a_processor_decides_nothing():
    assert processor_precision({"model name": "amx_bf16", "vendor_id": "GenuineIntel"}, "tensorflow") == "float32"


def test_a_system_that_does_not_tell_computes_in_float32():
    assert processor_precision({}, "tensorflow") == "float32"


def test_this_processor_is_asked_unless_one_is_named():
    assert fastest_precision() == processor_precision(cpu_info(), "tensorflow")


def test_jax_computes_in_float32_on_any_processor():
    assert processor_precision({"flags": "avx512_bf16 amx_bf16"}, "jax") == "float32"


def test_many_trainings_in_one_process_get_no_advice_of_tensorflow_on_it(caplog):
    prepare_backend()
    tensorflow = logging.getLogger("tensorflow")
    tensorflow.warning("5 out of the last 13 calls to %s triggered tf.function retracing.", "a step")
    tensorflow.warning("something else")
    assert [record.getMessage() for record in caplog.records if record.name == "tensorflow"] == ["something else"]
