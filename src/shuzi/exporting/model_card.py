"""A Hugging Face model card: what a model is, what it needs and what it scored, for whoever finds it."""

from typing import Any

from shuzi.store.card import Card


def model_card(card: Card, name: str, facts: dict[str, Any]) -> str:
    """Return the text of a `README.md` with the metadata that model hubs read.

    Args:
        card: of the run.
        name: of the run.
        facts: what `export.json` holds.
    """
    proof = facts["proof"]
    files = "\n".join(f"| `{file}` | `{digest}` |" for file, digest in facts["files"].items())
    trained = (
        f"from the files {', '.join(card.imported['sha256'])}, imported"
        if card.imported
        else f"by the recipe `{card.recipe}` with seed {card.seed} on {card.data['train_images']:,} images of "
        f"{card.data['name']} in {card.epochs_done} epochs"
    )
    measured = "" if proof is None else _results(name, proof)
    scored = "" if proof is None else _scores(card, proof)
    return f"""---
license: apache-2.0
library_name: {"keras" if facts["to"] in ("keras", "json-h5") else facts["to"].split("-")[0]}
pipeline_tag: image-classification
tags:
- mnist
- handwritten-digits
datasets:
- ylecun/mnist
{measured}---

# {name}: handwritten digits ({facts["to"]})

A convolutional network of {card.parameters:,} parameters that says which digit, 0 to 9, an image holds. Made with
shuzi {trained}.

## Use

- **Input**: {facts["preprocessing"]}
- **Output**: ten probabilities, of the digits 0 to 9 in that order.
- **Not for**: letters, several digits in one image, or a decision about people without somebody who checks it. A model
  trained on MNIST is confidently wrong on images that are not framed as MNIST's are.

{scored}## Files

| file | SHA-256 |
|---|---|
{files}

## Data and licence

Trained and tested on MNIST by Yann LeCun, Corinna Cortes and Christopher Burges. The model's licence is Apache-2.0.
"""


def _results(name: str, proof: dict[str, Any]) -> str:
    return f"""model-index:
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


def _scores(card: Card, proof: dict[str, Any]) -> str:
    return f"""## Scores

On MNIST's {proof["test_images"]:,} test images, run in this format: {proof["test_accuracy"]:.2%} right; the same digit
as the model it was made of on {proof["agreement"]:,}. That model scored {card.metrics["test_accuracy"]:.2%}.

"""
