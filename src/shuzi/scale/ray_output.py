"""A folder of Parquet shards, here or elsewhere, that Ray's workers write and that says which files are done."""

import json
import posixpath
from collections.abc import Iterator
from typing import Any

import fsspec

from shuzi.errors import OutputError, UsageError
from shuzi.reading.table_rows import Rows
from shuzi.scale.ray_files import file_system_of
from shuzi.scale.shards import PLAN, TablePlan, check_plan


class RayOutput:
    """The folder."""

    def __init__(self, out: str, plan: TablePlan, *, resume: bool) -> None:
        """Begin a folder, or go on with it; otherwise as `shuzi.scale.shards.Shards`, which also goes on with it.

        Raises:
            UsageError: the folder holds something, or was begun in another way.
            OutputError: it cannot be written.
        """
        file_system, self.path = file_system_of(out)
        self._out, self._is_local = out, file_system.system is None
        self._system = fsspec.filesystem("file") if self._is_local else file_system.system
        try:
            self._begin(plan, resume=resume)
        except OSError as error:
            raise OutputError(f"{out} cannot be written ({error}). Name another place.") from None
        self._before = set(self._shards())

    def _begin(self, plan: TablePlan, *, resume: bool) -> None:
        self._system.makedirs(self.path, exist_ok=True)
        names = [posixpath.basename(name.rstrip("/")) for name in self._listed()]
        before = posixpath.join(self.path, PLAN)
        if PLAN in names:
            check_plan(self._system.cat_file(before).decode(), plan, self._out, resume=resume)
            return
        visible_names = [name for name in names if name and not name.startswith(".")]
        if visible_names:
            raise UsageError(f"{self._out} holds other files ({visible_names[0]}); expected a new or an empty folder.")
        self._system.pipe_file(before, json.dumps(plan, indent=1).encode() + b"\n")

    def arrow(self) -> Any:
        """Return the file system for pyarrow, in which a file is there whole or not at all.

        Object stores have it so by themselves.
        """
        from pyarrow.fs import FSSpecHandler, PyFileSystem

        from shuzi.scale.whole_arrow_files import WholeFiles

        return PyFileSystem((WholeFiles if self._is_local else FSSpecHandler)(self._system))

    def files(self) -> set[str]:
        """Return the files that are done."""
        return {name for batch in self._batches(self._shards(), ["file"]) for name in batch.column(0).to_pylist()}

    def counts(self, rows: Rows) -> dict[str, Any]:
        """Return how many pages, digits and errors the shards of this call hold, and how many digits are not sure.

        Lines do not tell the last; it is then None.
        """
        import pyarrow.compute as pc

        names = ["line", "error", *(("position", "sure") if rows == "digits" else ("text",))]
        total: dict[str, Any] = dict.fromkeys(("pages", "digits", "unsure", "errors"), 0)
        for batch in self._batches([path for path in self._shards() if path not in self._before], names):
            page_begins = pc.equal(batch["line"], 1)
            if rows == "digits":
                page_begins = pc.and_(page_begins, pc.equal(batch["position"], 1))
                total["digits"] += len(batch) - batch["position"].null_count
                total["unsure"] += pc.sum(pc.invert(batch["sure"])).as_py() or 0
            else:
                total["digits"] += pc.sum(pc.utf8_length(batch["text"])).as_py() or 0
            total["pages"] += batch["line"].null_count + (pc.sum(page_begins).as_py() or 0)
            total["errors"] += len(batch) - batch["error"].null_count
        return total if rows == "digits" else total | {"unsure": None}

    def _listed(self) -> list[str]:
        self._system.invalidate_cache()
        try:
            listed: list[str] = self._system.ls(self.path, detail=False)
        except FileNotFoundError:  # a store of objects knows no folder that holds none
            return []
        return listed

    def _shards(self) -> list[str]:
        return sorted(
            name
            for name in self._listed()
            if name.endswith(".parquet") and not posixpath.basename(name).startswith(".")
        )

    def _batches(self, shards: list[str], names: list[str]) -> Iterator[Any]:
        import pyarrow.parquet as pq

        for shard in shards:
            try:
                with self._system.open(shard, "rb") as stream, pq.ParquetFile(stream) as table:
                    yield from table.iter_batches(columns=names)
            except Exception as error:  # pyarrow and file systems raise what they like
                raise OutputError(
                    f"{shard} cannot be read as a table ({error}); delete it, and its files are read again."
                ) from error
