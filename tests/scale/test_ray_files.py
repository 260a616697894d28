"""Addresses lead to files in any file system of fsspec's."""

import pytest

fsspec = pytest.importorskip("fsspec")

from shuzi.errors import ImageError, UsageError  # noqa: E402
from shuzi.scale.ray_files import ListedFile, file_system_of, find_all  # noqa: E402


@pytest.fixture
def bucket():
    system = fsspec.filesystem("memory")
    for name in ("a.png", "b/c.png", "b/.hidden", ".git/x"):
        system.pipe_file(f"/bucket/{name}", b"content")
    yield "memory://bucket"
    system.rm("/bucket", recursive=True)


def test_an_address_means_all_files_below_it_without_clutter(bucket):
    place, found = find_all([bucket, f"{bucket}/a.png"])
    assert found == [ListedFile("/bucket/a.png", 7), ListedFile("/bucket/b/c.png", 7)]
    assert (place.prefix, place.system.protocol) == ("memory://", "memory")


def test_a_file_that_is_too_large_is_not_fetched(bucket, monkeypatch):
    monkeypatch.setattr("shuzi.scale.ray_files._LARGEST", 6)
    _, found = find_all([f"{bucket}/a.png"])
    assert found[0].refused.startswith("memory:///bucket/a.png has 0.0 MB; expected")


def test_files_of_this_machine_are_absolute_and_each_is_meant_once(scans, names, monkeypatch):
    monkeypatch.chdir(scans.parent)
    place, found = find_all([scans.name, f"file://{scans}/00.png"])
    assert [file.path for file in found] == names
    assert place.system is None


def test_a_file_that_cannot_be_opened_is_named_with_the_reason(tmp_path):
    _, (found,) = find_all([str(tmp_path / "gone.png")])
    assert "gone.png cannot be read (No such file or directory)" in found.refused


@pytest.mark.parametrize(
    ("sources", "error", "says"),
    [
        (["memory://nothing"], ImageError, "memory://nothing (leads to no file|cannot be listed)"),
        (["memory://bucket", "a.png"], UsageError, "lie in several file systems; expected one at a time"),
        (["nonesuch://a"], UsageError, "nonesuch://a cannot be opened"),
    ],
)
def test_what_leads_nowhere_is_told(bucket, sources, error, says):
    with pytest.raises(error, match=says):
        find_all(sources)


def test_paths_of_http_are_addresses_already():
    pytest.importorskip("aiohttp")
    place, path = file_system_of("http://127.0.0.1:1/scans/")
    assert (place.prefix, path) == ("", "http://127.0.0.1:1/scans/")
