"""`python -m shuzi.cli.steered`: the process in which `shuzi serve` trains.

The first line of standard input is the job as JSON, what follows are orders, a word each. Events go to standard output,
a line of JSON each; whatever else is printed goes to standard error. When standard input ends, whoever asked is gone,
and so is the training.
"""

import base64
import io
import json
import math
import os
import sys
import threading
from typing import Any

from shuzi.cli.backend import start_training
from shuzi.data.mnist import load_mnist
from shuzi.errors import ShuziError, TrainingError
from shuzi.recipes import recipe_from_json
from shuzi.run.steered import Steered, Steering, Tell, one_of_each
from shuzi.training.diagnosis import NotLearning


def main() -> int:
    """Train as the job says; return the exit code."""
    tell = _teller()
    # Without a buffer there is no lock on it that the reading thread could hold when the process ends.
    orders = io.FileIO(0, closefd=False)
    job, steering = json.loads(orders.readline()), Steering()
    threading.Thread(target=_obey, args=(orders, steering), name="orders", daemon=True).start()
    try:
        _train(job, steering, tell)
    except NotLearning as error:
        tell({"event": "stuck", **error.diagnosis._asdict(), "error": str(error)})
        return 1
    except TrainingError as error:
        tell({"event": "stuck", "name": "no better", "error": str(error)})
        return 1
    except ShuziError as error:
        tell({"event": "failed", "error": str(error), "kind": type(error).__name__})
        return 1
    tell({"event": "done"})
    return 0


def _train(job: dict[str, Any], steering: Steering, tell: Tell) -> None:
    start_training()
    from shuzi.run.train import train

    shown = one_of_each(load_mnist().test)
    pixels = [base64.b64encode(image.tobytes()).decode() for image in shown.images]
    tell({"event": "ready", "digits": pixels, "labels": shown.labels.tolist()})
    recipe = recipe_from_json(job.pop("recipe"))
    train(recipe, **job, watcher=Steered(steering, tell, shown))


def _teller() -> Tell:
    """Return what writes events where standard output was; from now on everything printed goes to standard error."""
    sys.stdout.flush()
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(event: dict[str, Any]) -> None:
        print(json.dumps(_finite(event), allow_nan=False), file=events, flush=True)

    return tell


def _finite(value: Any) -> Any:
    """Return the same with null for numbers that are not finite, which JSON does not have."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return value


def _obey(orders: io.FileIO, steering: Steering) -> None:
    while line := orders.readline():
        steering.take(line.decode().strip())
    os._exit(1)  # whoever asked for it is gone


if __name__ == "__main__":
    sys.exit(main())
