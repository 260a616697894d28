"""What goes with a model: its run's card as it may leave its maker's machine, and a Hugging Face model card."""

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from shuzi.classes import told_classes
from shuzi.store.card import Card
from shuzi.store.model import START_PRETRAINED

_MNIST = "mnist"
"""What cards call MNIST; all other data is named by the folder that it lay in."""

_HOW_TO_READ = """

## Read photos with it

`shuzi read --model FOLDER photo.jpg`, or `shuzi.Reader("FOLDER").read("photo.jpg")` in Python: shuzi finds the digits
on a page and frames them as the model expects. Before, it checks the model's files against the digests in `card.json`.
From a hub, fetch the folder with `hf download NAME --local-dir FOLDER`."""


def public_card(card: Card) -> Card:
    """Return the card with the last part alone of the paths of data and of the model that training began from."""
    data = card.data | {"name": _last_part(card.data["name"], meant=_MNIST)}
    start = (
        None if card.start is None else card.start | {"path": _last_part(card.start["path"], meant=START_PRETRAINED)}
    )
    return replace(card, data=data, start=start)


def _last_part(path: str, *, meant: str) -> str:
    """Return a path's last part; one that only ends like a name with a meaning of its own does not get that name."""
    if path == meant:
        return path
    name = PurePath(path.replace("\\", "/")).name or "folder"
    return f"own {name}" if name == meant else name


def model_card(card: Card, name: str, facts: dict[str, Any]) -> str:
    """Return the text of a `README.md` with the metadata that model hubs read.

    Args:
        card: of the run.
        name: of the run.
        facts: what `export.json` holds.
    """
    files = "\n".join(f"| `{file}` | `{digest}` |" for file, digest in facts["files"].items())
    reads_digits = facts["proof"]["test_accuracy"] is not None and card.classes is None
    return f"""---
license: {"unknown" if facts["licence"] is None else facts["licence"].lower()}
library_name: {_library(facts["to"])}
pipeline_tag: image-classification
{_results(name, facts["proof"]) if reads_digits else ""}---

# {name}{": handwritten digits" if reads_digits else ""} ({facts["to"]})

{_about(card, facts, reads_digits=reads_digits)}{_HOW_TO_READ if facts["to"] == "hub" and reads_digits else ""}

## Scores

{_scores(card, facts["proof"])}

## Files

| file | SHA-256 |
|---|---|
{files}

## Data and licence

{_origin(card, facts)}
"""


def _library(to: str) -> str:
    if to in ("keras", "json-h5"):
        return "keras"
    return "onnx" if to == "hub" else to.split("-", maxsplit=1)[0]


def _results(name: str, proof: dict[str, Any]) -> str:
    return f"""tags:
- mnist
- handwritten-digits
datasets:
- ylecun/mnist
model-index:
- name: {name}
  results:
  - task:
      type: image-classification
    dataset:
      name: MNIST
      type: ylecun/mnist
      split: test
    metrics:
    - type: accuracy
      value: {proof["test_accuracy"]:.4f}
"""


def _about(card: Card, facts: dict[str, Any], *, reads_digits: bool) -> str:
    made = (
        f"Imported with shuzi from the files {', '.join(card.imported['sha256'])}."
        if card.imported
        else f"Made with shuzi by the recipe `{card.recipe}` with seed {card.seed} on {card.data['train_images']:,} "
        f"images of {card.data['name']} in {card.epochs_done} epochs."
    )
    classes = len(facts["labels"])
    if card.classes is not None:
        return f"""A network of {card.parameters:,} parameters that says which of {classes} signs an image holds:
{told_classes(card.classes)}. {made}

## Use

- **Input**: {facts["preprocessing"]}
- **Output**: {classes:,} probabilities, of the classes in `labels.txt` in that order.
- **Not for**: digits, or any sign that is not among them: one of them is answered all the same."""
    if not reads_digits:
        return f"""An image classifier of {card.parameters:,} parameters. {made}

## Use

- **Input**: {facts["preprocessing"]}
- **Output**: {classes:,} probabilities. What the classes are, its files do not say."""
    return f"""A network of {card.parameters:,} parameters that says which digit, 0 to 9, an image holds. {made}

## Use

- **Input**: {facts["preprocessing"]}
- **Output**: ten probabilities, of the digits 0 to 9 in that order.
- **Not for**: letters, several digits in one image, or a decision about people without somebody who checks it. A model
  trained on MNIST is confidently wrong on images that are not framed as MNIST's are."""


def _scores(card: Card, proof: dict[str, Any]) -> str:
    if proof["test_accuracy"] is None:
        return (
            f"Not measured. On {proof['test_images']} drawn and random images it gives, run in this format, the same "
            f"class as the model it was made of on {proof['agreement']}."
        )
    if card.classes is not None:
        return (
            f"On {proof['test_images']:,} images that were kept from training, run in this format: "
            f"{proof['test_accuracy']:.2%} right; the same class as the model it was made of on {proof['agreement']:,}."
        )
    before = f" That model scored {card.metrics['test_accuracy']:.2%}." if card.data["name"] == "mnist" else ""
    return (
        f"On MNIST's {proof['test_images']:,} test images, run in this format: {proof['test_accuracy']:.2%} right; the "
        f"same digit as the model it was made of on {proof['agreement']:,}.{before}"
    )


def _origin(card: Card, facts: dict[str, Any]) -> str:
    if facts["licence"] is None:
        return (
            "Neither what the model was trained on nor its licence is in the files that it was imported from; ask "
            "whoever trained it."
        )
    data = (
        "MNIST by Yann LeCun, Corinna Cortes and Christopher Burges"
        if card.data["name"] == "mnist"
        else "labelled images of its maker's own"
    )
    return f"Trained and tested on {data}. The model's licence is {facts['licence']}."
