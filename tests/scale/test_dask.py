"""Dask reads with `map_partitions(Reader())`, in processes of its own."""

import pytest

from shuzi import Reader

pd = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
dask = pytest.importorskip("dask.dataframe")


def test_dask_reads_what_a_reader_reads(scans, names):
    paths = pd.DataFrame({"path": [str(scans / name) for name in names]})
    rows = dask.from_pandas(paths, npartitions=2).map_partitions(Reader(threads=1)).compute(scheduler="processes")
    pd.testing.assert_frame_equal(rows.reset_index(drop=True), Reader(threads=1)(paths))
    assert rows["digit"].head(4).tolist() == [7, 2, 1, 0]
