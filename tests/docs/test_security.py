"""docs/security.md names a test for every promise, and the tests and records that it names are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISES = [
    line.strip("| ").split(" | ")
    for line in PAGE.split("| promise | tests |")[1].split("##")[0].splitlines()
    if line.startswith("| ")
]
KINDS = [
    "privacy",
    "models",
    "HDF5",
    "ONNX in a run",
    "cards",
    "`mnist.npz`",
    "images",
    "PDF",
    "data sets",
    "shells",
    "uploads",
    "assistants",
]


def test_every_kind_of_promise_is_in_the_table():
    assert [kind for kind in KINDS if not any(f"**{kind}**" in promise for promise, _ in PROMISES)] == []


@pytest.mark.parametrize(("promise", "tests"), PROMISES, ids=[promise[:60] for promise, _ in PROMISES])
def test_the_tests_of_a_promise_are_there(promise, tests):
    for part in tests.split("; "):
        file, *names = re.findall(r"`([^`]+)`", part)
        content = (ROOT / file).read_text(encoding="utf-8")
        assert names
        for name in names:
            assert f"def {name}(" in content


def test_every_file_that_the_page_names_is_there():
    named = set(re.findall(r"`((?:tests|benchmarks)/[\w./-]+)`", PAGE))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_both_fuzzings_have_their_records():
    records = re.findall(r"`(benchmarks/results/[\w-]*fuzz-(?:models|images)\.md)`", PAGE)
    assert {Path(record).stem[11:] for record in records} == {"fuzz-models", "fuzz-images"}
    for record in records:
        text = (ROOT / record).read_text(encoding="utf-8")
        assert re.search(r"Made by `python benchmarks/fuzz_\w+\.py", text)
