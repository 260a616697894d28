"""`history.csv` can be read by anything that reads tables."""

import csv
from pathlib import Path

import pytest

from shuzi.errors import RunError
from shuzi.store.history import EpochResult, read_history, write_history

MEASURED = EpochResult(1, 0.5, 0.875, 0.25, 0.9375, 0.03, 12.5)
UNMEASURED = EpochResult(2, 0.25, 0.9375, None, None, 0.0, 12.0)


def rows(path: Path, *history: EpochResult) -> list[dict[str, str]]:
    write_history(path, history)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_epoch_has_a_line_with_the_names_of_its_values(tmp_path):
    first, second = rows(tmp_path / "history.csv", MEASURED, UNMEASURED)
    assert tuple(first) == EpochResult._fields
    assert [float(value) for value in first.values()] == list(MEASURED)
    assert second["epoch"] == "2"


def test_what_was_not_measured_is_left_empty(tmp_path):
    (row,) = rows(tmp_path / "history.csv", UNMEASURED)
    assert (row["validation_loss"], row["validation_accuracy"]) == ("", "")


def test_no_epochs_leave_the_names_alone(tmp_path):
    assert rows(tmp_path / "history.csv") == []
    assert (tmp_path / "history.csv").read_text(encoding="utf-8").split() == [",".join(EpochResult._fields)]


def test_what_was_written_is_read(tmp_path):
    write_history(tmp_path / "history.csv", [MEASURED, UNMEASURED])
    assert read_history(tmp_path / "history.csv") == [MEASURED, UNMEASURED]


@pytest.mark.parametrize("text", ["epoch,loss\n1,2\n", "no table", ",".join(EpochResult._fields) + "\n1,2,x,,,3,4\n"])
def test_what_is_no_history_is_refused(text, tmp_path):
    (tmp_path / "history.csv").write_text(text + "a\n")
    with pytest.raises(RunError, match="cannot be read as a history"):
        read_history(tmp_path / "history.csv")
