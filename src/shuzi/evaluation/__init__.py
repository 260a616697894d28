"""How good answers are, from labels and probabilities, never from a model: `metrics`, a `report`, and `figures`."""
