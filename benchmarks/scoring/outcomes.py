"""What became of a picture: what was read, which digits are right, and how sure the answers were."""

import time
from typing import Any, NamedTuple

from scoring.cases import Case
from scoring.transcripts import PageScore, score_page
from shuzi.reading.fusion import SURE_FROM
from shuzi.reading.reader import Reader


class Answer(NamedTuple):
    """One digit that was read."""

    digit: int
    confidence: float
    sure: bool
    right: bool
    """It stands for a digit that is written there, and is that digit."""


class Outcome(NamedTuple):
    """What became of a picture, read in one way."""

    name: str
    kind: str
    holds: str
    way: str
    """read or predict."""
    written: tuple[str, ...]
    read: tuple[str, ...]
    answers: tuple[Answer, ...]
    score: PageScore
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return it as a row of the benchmark's `--json` file."""
        answers = [
            {"digit": a.digit, "confidence": round(a.confidence, 5), "sure": a.sure, "right": a.right}
            for a in self.answers
        ]
        return {
            "file": self.name, "kind": self.kind, "holds": self.holds, "way": self.way, "truth": self.written,
            "answer": self.read, "exact": self.score.exact, "seconds": round(self.seconds, 4), "digits": answers,
        }  # fmt: skip


def outcomes_of(reader: Reader, case: Case) -> list[Outcome]:
    """Return what `read` makes of a picture and, if it holds one digit, what `predict` does."""
    return [_read(reader, case), *([_predicted(reader, case)] if case.holds == "single" else [])]


def _read(reader: Reader, case: Case) -> Outcome:
    began = time.perf_counter()
    page = reader.read(case.source)
    seconds = time.perf_counter() - began
    known = [(digit.digit, digit.confidence, digit.sure) for digit in page.digits]
    return _outcome(case, "read", [line.text for line in page.lines], known)._replace(seconds=seconds)


def _predicted(reader: Reader, case: Case) -> Outcome:
    began = time.perf_counter()
    predictions = reader.predict([case.source])
    seconds = time.perf_counter() - began
    digit, confidence = int(predictions.digits[0]), float(predictions.confidence[0])
    known = [(digit, confidence, confidence >= SURE_FROM)] if predictions.found[0] else []
    return _outcome(case, "predict", [str(one[0]) for one in known], known)._replace(seconds=seconds)


def _outcome(case: Case, way: str, read: list[str], known: list[tuple[int, float, bool]]) -> Outcome:
    right = right_of("".join(read), "".join(case.lines))
    answers = tuple(Answer(*one, correct) for one, correct in zip(known, right, strict=True))
    return Outcome(
        case.name, case.kind, case.holds, way, case.lines, tuple(read), answers, score_page(case.lines, read), 0.0
    )


def right_of(read: str, written: str) -> list[bool]:
    """Return which characters that were read stand for an equal one that is written.

    The two texts are laid side by side with the fewest changes, as `scoring.transcripts` counts them.
    Source: Wagner and Fischer, 1974.
    """
    costs = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(written) + 1)] for i in range(len(read) + 1)]
    for i, character in enumerate(read, 1):
        for j, wanted in enumerate(written, 1):
            costs[i][j] = min(
                costs[i - 1][j] + 1, costs[i][j - 1] + 1, costs[i - 1][j - 1] + (character != wanted)
            )  # fmt: skip
    right, i, j = [False] * len(read), len(read), len(written)
    while i and j:
        differs = read[i - 1] != written[j - 1]
        if costs[i][j] == costs[i - 1][j - 1] + differs:
            i, j = i - 1, j - 1
            right[i] = not differs
        elif costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return right
