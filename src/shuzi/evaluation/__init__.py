"""How good answers are, from labels and probabilities, never from a model.

`metrics` are the figures, `report` all of them at once; `figures` are their pictures, lettered by `lettering`, and
`doubts` are labels that look wrong.
"""
