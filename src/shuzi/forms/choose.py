"""Choose among all close readings of a sheet's fields those that the form's rules make likeliest, sums jointly.

A hypothesis says what stands in each of some fields. It is as likely as its digits, times `SLIP` for every rule that it
breaks, since people do write what a form does not allow. Fields that one sum ties together are chosen together.
"""

import heapq
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.forms.form import Field
from shuzi.forms.sheet import NOT_SURE, FieldAnswer
from shuzi.reading.fusion import SURE_FROM

SLIP = 0.02
"""So often is what was written against the rules; set by hand."""

_READINGS, _KEPT, _JOINT = 300, 12, 600
"""Of one field while it is read, and to choose among; of fields that a sum ties together.

Set by hand: they bound the time that a long field, or a sum of many, takes.
"""

_FAINTEST = 1e-4
"""Less likely readings of a digit, and of a field beside its likeliest, are passed over; set by hand."""


class Candidate(NamedTuple):
    """What may be a digit in a field."""

    real: float
    """How likely it is one at all."""
    probabilities: npt.NDArray[np.float32]
    """float32 (10,), of the ten digits, given that it is one."""


class _Hypothesis(NamedTuple):
    weight: float
    texts: tuple[str, ...]
    """What stands in each field of a group."""


def choose(fields: Sequence[Field], candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, FieldAnswer]:
    """Return the answer of every field.

    Args:
        fields: of the form.
        candidates: by field, from left to right.
    """
    answers: dict[str, FieldAnswer] = {}
    for group in _groups(fields):
        hypotheses = _hypotheses(group, candidates)
        best = max(hypotheses)
        total = sum(hypothesis.weight for hypothesis in hypotheses)
        for place, field in enumerate(group):
            text = best.texts[place]
            confidence = sum(weight for weight, texts in hypotheses if texts[place] == text) / total
            misfit = field.misfit(text) or _wrong_sum(field, group, best.texts)
            review = misfit or (None if confidence >= SURE_FROM else NOT_SURE)
            answers[field.name] = FieldAnswer(field.name, text, confidence, review)
    return answers


def _groups(fields: Sequence[Field]) -> list[list[Field]]:
    """Return the fields in groups that sums tie together, most of them alone."""
    group = {field.name: {field.name} for field in fields}
    for field in fields:
        for summand in field.sum_of:
            joined = group[field.name] | group[summand]
            for name in joined:
                group[name] = joined
    sets = {min(names): names for names in group.values()}.values()
    return [[field for field in fields if field.name in names] for names in sets]


def _hypotheses(group: Sequence[Field], candidates: Mapping[str, Sequence[Candidate]]) -> list[_Hypothesis]:
    """Return the likeliest hypotheses about a group."""
    hypotheses = [_Hypothesis(1.0, ())]
    for field in group:
        readings = _readings(field, candidates[field.name])
        longer = (
            _Hypothesis(weight * likelihood, (*texts, text))
            for weight, texts in hypotheses
            for likelihood, text in readings
        )
        hypotheses = heapq.nlargest(_JOINT, longer)
    tied = [field for field in group if field.sum_of]
    slips = [sum(_wrong_sum(field, group, texts) is not None for field in tied) for _, texts in hypotheses]
    return [_Hypothesis(weight * SLIP**wrong, texts) for (weight, texts), wrong in zip(hypotheses, slips, strict=True)]


def _readings(field: Field, candidates: Sequence[Candidate]) -> list[tuple[float, str]]:
    """Return the likeliest readings of one field with their weights."""
    weights = {"": 1.0}
    for candidate in candidates:
        longer: dict[str, float] = {}
        digits = [(str(d), candidate.real * float(p)) for d, p in enumerate(candidate.probabilities) if p >= _FAINTEST]
        for text, weight in weights.items():
            longer[text] = longer.get(text, 0.0) + weight * (1 - candidate.real)
            for digit, share in digits:
                longer[text + digit] = longer.get(text + digit, 0.0) + weight * share
        weights = dict(heapq.nlargest(_READINGS, longer.items(), key=lambda item: item[1]))
    weighed = [(weight if field.misfit(text) is None else SLIP * weight, text) for text, weight in weights.items()]
    likely = heapq.nlargest(_KEPT, weighed)
    return [reading for reading in likely if reading[0] >= _FAINTEST * likely[0][0]]


def _wrong_sum(field: Field, group: Sequence[Field], texts: Sequence[str]) -> str | None:
    """Return what is wrong with a field as a sum of others, or None."""
    if not field.sum_of:
        return None
    values = {member.name: int(text or 0) for member, text in zip(group, texts, strict=True)}
    total = sum(values[name] for name in field.sum_of)
    return None if values[field.name] == total else f"is not the sum of the others, {total}"
