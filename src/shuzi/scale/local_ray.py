"""A cluster of Ray's on this machine that nobody else hears of, or the one that RAY_ADDRESS names."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shuzi.scale.ray_dataset import import_ray_data

_ALONE = {
    # Where a cluster may have many machines, Ray asks the system which address leads to 8.8.8.8 and serves there; here
    # it stays on 127.0.0.1.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # Only who can read a file of this user's may ask these servers for anything: Ray's own default, which it then does
    # not have to explain.
    "RAY_AUTH_MODE": "token",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
"""Ray reads these while it is imported, and hands them to its processes."""


@contextmanager
def ray_running() -> Iterator[Any]:
    """Give Ray, connected: to what RAY_ADDRESS names, or to a cluster of its own, which ends with the block.

    One that runs already is used as it is.

    Raises:
        MissingDependencyError: Ray Data is not installed.
    """
    elsewhere = bool(os.environ.get("RAY_ADDRESS"))
    if not elsewhere:
        for name, value in _ALONE.items():
            os.environ.setdefault(name, value)
    ray = import_ray_data()
    if ray.is_initialized():
        yield ray
        return
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.WARNING}
    if elsewhere:
        ray.init(**quiet)
    else:
        _no_dashboard()
        ray.init(address="local", include_dashboard=False, **quiet)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        yield ray
    finally:
        ray.shutdown()


def _no_dashboard() -> None:
    """Keep Ray from starting the server of its dashboard.

    With `include_dashboard=False` it is started all the same, for counting users alone; it then asks
    metadata.google.internal and 169.254.169.254 which cloud this is, even where counting is off (Ray 2.60).
    tests/scale/test_ray.py watches that nothing of the kind happens.
    """
    import ray._private.services

    ray._private.services.start_api_server = lambda *_, **__: (None, None)
