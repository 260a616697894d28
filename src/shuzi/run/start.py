"""The finished model that a training goes on from."""

from pathlib import Path

from shuzi.errors import RunError
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.model import PRETRAINED, START_PRETRAINED, load
from shuzi.training.folding import StartWeights


def read_start(start: str | Path) -> dict[str, str]:
    """Return what a plan and a card say of the model that training begins from: `path` and `sha256`.

    Raises:
        RunError: there is no run in the folder, or a file in it is missing or changed.
    """
    if str(start) == START_PRETRAINED:
        return {"path": START_PRETRAINED, "sha256": load().card.files[MODEL_ONNX]}
    return {"path": str(Path(start).absolute()), "sha256": load(start).card.files[MODEL_ONNX]}


def start_weights(start: dict[str, str]) -> StartWeights:
    """Return the weights of the model that `read_start` described.

    Raises:
        RunError: it is gone, or is another one by now.
    """
    model = load(PRETRAINED if start["path"] == START_PRETRAINED else start["path"])
    if model.card.files[MODEL_ONNX] != start["sha256"]:
        raise RunError(
            f"the model {start['path']} that training began from is another one by now; bring the old one back."
        )
    return model.weights()
