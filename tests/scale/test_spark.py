"""Spark reads with `mapInPandas(Reader(), spark_schema())`; Java is needed, and pyspark."""

import functools
import os
import shutil
import sys

import pytest

from shuzi import Reader
from shuzi.scale import spark_schema

pyspark = pytest.importorskip("pyspark")
pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable  # for its workers; "python3" may be another one
    builder = SparkSession.builder.master("local[2]").appName("shuzi")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")  # Spark's own
@pytest.mark.parametrize("rows", ["digits", "lines"])
def test_spark_reads_what_a_reader_reads(spark, scans, names, tmp_path, rows):
    import pyarrow.parquet as pq

    files = (
        spark.read.format("binaryFile").load(str(scans)).filter("path not like '%DS_Store'").select("path", "content")
    )
    reader = functools.partial(Reader(threads=1), rows=rows)
    files.mapInPandas(reader, spark_schema(rows)).write.parquet(str(tmp_path / "out"))
    told = pq.read_table(tmp_path / "out").to_pylist()
    assert sorted({row["file"].rpartition("/")[2] for row in told}) == [name.rpartition("/")[2] for name in names]
    value = "digit" if rows == "digits" else "text"
    by_name = {row["file"].rpartition("/")[2]: row for row in told}
    assert [str(by_name[f"{number:02}.png"][value]) for number in range(4)] == ["7", "2", "1", "0"]
    assert by_name["blank.png"]["line"] is None
    assert "expected" in by_name["notes.txt"]["error"]
