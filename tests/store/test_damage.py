"""Whatever bit of a run is flipped, and wherever a file ends early, loading notices."""

import random
import shutil
from pathlib import Path

import pytest

from shuzi.errors import RunError
from shuzi.store.folder import read_run
from shuzi.store.model import PRETRAINED

FILES = sorted(path.name for path in PRETRAINED.iterdir())


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PRETRAINED, tmp_path / "run"))


def _refused(run: Path, name: str, damage: str) -> None:
    """Fail, and tell the damage, where a run is read all the same, or refused for another file or by another error."""
    said = None
    try:
        read_run(run)
    except RunError as error:
        said = str(error)
    except Exception as error:
        raise AssertionError(f"{name}, {damage}: {error!r}") from error
    assert said is not None, f"{name}, {damage}, is read all the same"
    assert name in said, f"{name}, {damage}: {said}"


@pytest.mark.parametrize("name", FILES)
def test_every_flipped_bit_is_noticed(name: str, run: Path) -> None:
    content, drawn = (run / name).read_bytes(), random.Random(1)
    for _ in range(100):
        place = drawn.randrange(8 * len(content))
        damaged = bytearray(content)
        damaged[place // 8] ^= 1 << place % 8
        (run / name).write_bytes(damaged)
        _refused(run, name, f"bit {place % 8} of byte {place // 8:,} flipped")


@pytest.mark.parametrize("name", FILES)
def test_every_cut_is_noticed(name: str, run: Path) -> None:
    content, drawn = (run / name).read_bytes(), random.Random(1)
    for _ in range(40):
        left = drawn.randrange(len(content))
        (run / name).write_bytes(content[:left])
        _refused(run, name, f"cut after {left:,} of {len(content):,} bytes")


def test_every_bit_of_the_cards_own_digest_counts(run: Path) -> None:
    content = (run / "card.json").read_bytes()
    start = content.index(b'"digest": "') + 11
    for place in range(8 * start, 8 * (start + 64)):
        damaged = bytearray(content)
        damaged[place // 8] ^= 1 << place % 8
        (run / "card.json").write_bytes(damaged)
        _refused(run, "card.json", f"bit {place % 8} of byte {place // 8:,} flipped")


def test_a_card_of_before_is_still_read(run: Path) -> None:
    """Cards had no digest and no golden logits at first."""
    import json

    values = json.loads((run / "card.json").read_text(encoding="utf-8"))
    for name in ("digest", "golden_logits", "imported"):
        del values[name]
    (run / "card.json").write_text(json.dumps(values), encoding="utf-8")
    assert read_run(run).golden_logits is None
