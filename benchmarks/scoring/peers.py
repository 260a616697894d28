"""Other programs that read digits, where they are installed, on the same photos."""

import importlib.util
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable

from scoring.cases import Case
from scoring.transcripts import score_page

Peer = Callable[[Case], list[str]]


def tesseract(case: Case) -> list[str]:
    command = ["tesseract", str(case.source), "-", "--psm", "6", "-c", "tessedit_char_whitelist=0123456789"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line.replace(" ", "") for line in done.stdout.splitlines() if line.strip()]


def rapidocr() -> Peer:
    from rapidocr import RapidOCR

    engine = RapidOCR()

    def read(case: Case) -> list[str]:
        texts = engine(str(case.source)).txts or ()
        return [line for text in texts if (line := "".join(c for c in text if c.isdigit()))]

    return read


def installed_peers() -> dict[str, Peer]:
    """Return the programs that are installed, by name."""
    found: dict[str, Peer] = {}
    if shutil.which("tesseract"):
        found["Tesseract 5, digits only"] = tesseract
    if importlib.util.find_spec("rapidocr"):
        found["RapidOCR"] = rapidocr()
    return found


def peer_rows(cases: Iterable[Case]) -> list[str]:
    """Return a row of the record for every installed program, on the photos that hold digits."""
    some = [case for case in cases if case.lines]
    return [_row(name, peer, some) for name, peer in installed_peers().items()]


def _row(name: str, peer: Peer, cases: list[Case]) -> str:
    scores, seconds = [], []
    for case in cases:
        began = time.perf_counter()
        read = peer(case)
        seconds.append(time.perf_counter() - began)
        scores.append(score_page(case.lines, read))
    digits = sum(score.digits for score in scores)
    right = 1 - sum(score.mistakes for score in scores) / digits
    exact = sum(score.exact for score in scores) / len(scores)
    return f"| {name} | {len(scores)} | {digits} | {right:.1%} | {exact:.1%} | {statistics.median(seconds):.3f} |"
