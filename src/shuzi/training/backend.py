"""Keras's backend: what it computes on and in, and how it is set up for training."""

import contextlib
import logging
from collections.abc import Iterator, Mapping

import keras

from shuzi.errors import UsageError
from shuzi.machine import cores, cpu_info

logger = logging.getLogger("shuzi")

MOST_PARTS = 8
"""Into which TensorFlow's steps cut a batch, each on a thread of its own.

Set by hand. Only two parts were measured, on two cores: benchmarks/results/2026-11-25-training.md.
"""

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


def devices() -> list[str]:
    """Return the names of the devices that the backend finds, such as `cpu:0` and `gpu:0`."""
    if keras.backend.backend() != "torch":
        return [device.lower() for device in keras.distribution.list_devices()]
    import torch

    return [f"gpu:{number}" for number in range(torch.cuda.device_count())] or ["cpu:0"]


def has_accelerator() -> bool:
    """Whether one of them is no CPU."""
    return any(not device.startswith("cpu") for device in devices())


@contextlib.contextmanager
def divided_among(count: int) -> Iterator[None]:
    """Let every batch that is trained on be divided among so many devices, by Keras's `DataParallel` on JAX.

    Each device keeps all weights and works on its part; gradients and the statistics of batch normalisation are those
    of the whole batch. With one device everything stays as it is.

    Raises:
        UsageError: the backend cannot, or has fewer devices.
    """
    if count == 1:
        yield
        return
    check_devices(count)
    # Batches are divided by the stepper, which knows them; there is no data set of TensorFlow's to divide.
    distribution = keras.distribution.DataParallel(
        devices=keras.distribution.list_devices()[:count], auto_shard_dataset=False
    )
    with distribution.scope():
        yield


def check_devices(count: int) -> None:
    """See to it that a batch can be divided among so many devices here.

    Raises:
        UsageError: it cannot.
    """
    if count == 1:
        return
    backend = keras.backend.backend()
    if backend != "jax":
        raise UsageError(
            f"batches are divided among devices on JAX, and Keras runs on {backend} here; expected KERAS_BACKEND=jax."
        )
    names = devices()
    if count > len(names):
        raise UsageError(
            f"--devices is {count}; expected at most {len(names)}, since JAX finds {', '.join(names)}. To try things "
            f"out on a CPU, XLA_FLAGS=--xla_force_host_platform_device_count={count} makes {count} of it."
        )


def warm_up() -> None:
    """Set the backend up and compute something, so that it writes its notices before anything is shown."""
    prepare_backend()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model(keras.ops.zeros((1, 1)))
    model.to_json()  # for this Keras imports TensorFlow, whatever the backend


def prepare_backend() -> None:
    """Set the backend up for training; do it before Keras computes anything, if you can."""
    if keras.backend.backend() == "tensorflow":
        logging.getLogger("tensorflow").addFilter(_is_no_retracing)
        one_thread_an_operation()


def _is_no_retracing(record: logging.LogRecord) -> bool:
    """Keep back TensorFlow's advice on graphs that are made again: every training in a process makes its own."""
    return "triggered tf.function retracing" not in record.getMessage()


def one_thread_an_operation() -> bool:
    """Let TensorFlow run every operation on one thread, and as many operations at once as there are cores.

    This is a setting of the whole process, and only possible before TensorFlow has computed anything; return whether
    it is so now. Elsewhere the results may differ in their last bits, and training is slower.
    """
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU"):
        return False
    wanted = max(1, cores() // MOST_PARTS)
    try:
        tf.config.threading.set_intra_op_parallelism_threads(wanted)
        tf.config.threading.set_inter_op_parallelism_threads(cores())
    except RuntimeError:
        if tf.config.threading.get_intra_op_parallelism_threads() != wanted:
            logger.info("TensorFlow was in use before, so its threads stay as they are; training is a little slower.")
            return False
    return True


def threads(devices: int = 1) -> dict[str, int]:
    """Return how the backend divides its work, as far as it changes the last bits of a result.

    Args:
        devices: among which each batch is divided.
    """
    if keras.backend.backend() != "tensorflow":
        return {} if devices == 1 else {"devices": devices}
    import tensorflow as tf

    return {
        "intra_op": tf.config.threading.get_intra_op_parallelism_threads(),
        "inter_op": tf.config.threading.get_inter_op_parallelism_threads(),
    }
