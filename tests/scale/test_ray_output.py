"""The folder that Ray writes into may lie in a store of objects, which knows no folders."""

import json

import pytest

fsspec = pytest.importorskip("fsspec")
pa = pytest.importorskip("pyarrow")

import pyarrow.parquet as pq  # noqa: E402
from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402

from shuzi.errors import UsageError  # noqa: E402
from shuzi.scale.ray_output import RayOutput  # noqa: E402

PLAN = {"rows": "lines"}


@pytest.fixture
def objects(monkeypatch):
    # As in S3, a folder is there once something is in it.
    monkeypatch.setattr(MemoryFileSystem, "makedirs", lambda *_, **__: None)
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/bucket", recursive=True)


def test_a_folder_in_a_store_of_objects_begins_and_goes_on(objects):
    output = RayOutput("memory://bucket/answers", PLAN, resume=False)
    assert output.files() == set()
    rows = pa.table({"file": ["s3://scans/0.png"], "page": [1], "line": [1], "text": ["7"], "error": pa.nulls(1)})
    with output.arrow().open_output_stream(f"{output.path}/1.parquet") as stream:
        pq.write_table(rows, stream)
    assert output.files() == {"s3://scans/0.png"}
    assert output.counts("lines") == {"pages": 1, "digits": 1, "unsure": None, "errors": 0}
    assert json.loads(objects.cat_file("/bucket/answers/_plan.json")) == PLAN
    assert RayOutput("memory://bucket/answers", PLAN, resume=True).files() == {"s3://scans/0.png"}
    with pytest.raises(UsageError, match="--resume"):
        RayOutput("memory://bucket/answers", PLAN, resume=False)
