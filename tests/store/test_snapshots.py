"""`snapshots.json` gives back what was written into it."""

import pytest

from shuzi.errors import RunError
from shuzi.store.history import Snapshot, read_snapshots, write_snapshots

SNAPSHOTS = [Snapshot(0.0, [None, 0.1], [3, 4], [[[[0.5, -0.25]]]]), Snapshot(1.5, [1.0, 0.3], [0, 7], [[[[1, 2]]]])]


def test_what_was_written_is_read(tmp_path):
    write_snapshots(tmp_path / "snapshots.json", SNAPSHOTS)
    assert read_snapshots(tmp_path / "snapshots.json") == SNAPSHOTS


@pytest.mark.parametrize("text", ["", "{}x", '[{"epoch": 1}]', "[3]", "5"])
def test_what_holds_no_snapshots_is_refused(text, tmp_path):
    (tmp_path / "snapshots.json").write_text(text)
    with pytest.raises(RunError, match="cannot be read as snapshots"):
        read_snapshots(tmp_path / "snapshots.json")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RunError, match="Copy the run again"):
        read_snapshots(tmp_path / "snapshots.json")
