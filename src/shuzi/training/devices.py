"""What Keras's backend can compute on."""

import keras


def devices() -> list[str]:
    """Return the names of the devices that the backend finds, such as `cpu:0` and `gpu:0`."""
    if keras.backend.backend() != "torch":
        return [device.lower() for device in keras.distribution.list_devices()]
    import torch

    return [f"gpu:{number}" for number in range(torch.cuda.device_count())] or ["cpu:0"]


def has_accelerator() -> bool:
    """Whether one of them is no CPU."""
    return any(not device.startswith("cpu") for device in devices())
