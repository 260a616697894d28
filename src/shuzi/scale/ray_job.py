"""`shuzi read --engine ray`: from addresses to a folder of shards, by Ray Data."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuzi.errors import OutputError, UsageError
from shuzi.reading.batches import arrow_table
from shuzi.reading.page import Page
from shuzi.reading.table_rows import COLUMNS, Rows, check_rows, rows_of
from shuzi.scale.formats import Parquet
from shuzi.scale.local_ray import ray_running
from shuzi.scale.ray_dataset import read
from shuzi.scale.ray_files import FileSystem, ListedFile, find_all
from shuzi.scale.ray_output import RayOutput
from shuzi.scale.table_job import Summary, plan_of
from shuzi.scale.task import Pages
from shuzi.store.printable import as_utf8

if TYPE_CHECKING:
    from ray.data import Dataset

_BYTES_A_BLOCK = 16_000_000
"""Of files. So much is fetched by one task, and is what a lost machine costs; set by hand, some tens of photos."""
_FILES_A_BLOCK = 256
"""At most, where files are small; set by hand."""

_BLOCKS_A_CORE = 4
"""At least, so that all cores are busy until near the end; set by hand."""

_ROWS_A_SHARD = 50_000
"""At least, where a block holds as many; set by hand, as many as `table_job` puts into one."""

_FETCH_CPUS = 0.05
"""Of a core, for tasks that fetch files or write shards, which wait most of the time. Set by hand; two for each
reader take what `READER_CPUS` leaves."""


@dataclass(frozen=True)
class RayJob:
    """What is read, how, and where to."""

    sources: Sequence[str]
    """Files, folders, patterns, or addresses such as `s3://bucket/folder`."""
    out: str
    """A folder or the address of one."""
    rows: str = "digits"
    printed: bool = False
    model: str | Path | None = None
    """At this path on every machine."""
    resume: bool = False


def read_with_ray(job: RayJob) -> Summary:
    """Read every file that the folder does not hold yet.

    Raises:
        UsageError: the folder holds something else, or was begun in another way; or `out` is a file.
        ImageError: an address leads to no file.
        OutputError: the folder cannot be written, or Ray could not finish; going on is possible.
        RunError: the model cannot be loaded.
        MissingDependencyError: a package is not installed.
    """
    rows = check_rows(job.rows)
    if Path(job.out).suffix:
        raise UsageError(
            f"{job.out} is a file; expected a folder, since each of Ray's workers writes shards of its own."
        )
    Parquet()  # says whether pyarrow is missing
    plan = plan_of(Pages(job.rows, job.printed), job.model)
    with ray_running() as ray:
        file_system, files = find_all(job.sources)
        output = RayOutput(job.out, plan, resume=job.resume)
        done = output.files() if job.resume else set()
        remaining = [file for file in files if _name(file_system, file) not in done]
        if remaining:
            try:
                _write(ray, job, rows, file_system, remaining, output)
            except ray.exceptions.RayError as error:
                raise OutputError(
                    f"Ray could not finish ({_reason(error)}); what was read is kept. Go on with --resume."
                ) from error
            missing = {_name(file_system, file) for file in remaining} - output.files()
            if missing:
                raise OutputError(
                    f"{len(missing):,} files are not in {job.out} ({min(missing)} is one); go on with --resume."
                )
        counts = output.counts(rows)
    return Summary(files=len(remaining), done_before=len(files) - len(remaining), **counts)


def _write(  # noqa: PLR0913, PLR0917
    ray: Any, job: RayJob, rows: Rows, file_system: FileSystem, files: Sequence[ListedFile], output: RayOutput
) -> None:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    # All rows of a file are in one block, and so in one shard, which is how --resume knows that it is done.
    context.target_max_block_size = None
    parts: list[Dataset] = []
    fetched = [file for file in files if file.refused is None]
    if fetched:
        cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
        blocks = _blocks(fetched, cores)
        dataset = ray.data.read_binary_files(
            [file.path for file in fetched],
            include_paths=True,
            filesystem=file_system.arrow(),
            override_num_blocks=blocks,
            num_cpus=_FETCH_CPUS,
        )
        if file_system.prefix:
            dataset = dataset.map_batches(
                partial(_with_prefix, file_system.prefix), batch_format="pyarrow", batch_size=None, num_cpus=_FETCH_CPUS
            )
        readers = min(cores, blocks)  # each takes a block at a time
        parts.append(read(dataset, rows=rows, printed=job.printed, model=job.model, readers=readers))
    refused = [
        row
        for file in files
        if file.refused is not None
        for row in rows_of(Page(0, 0, file=file_system.prefix + file.path, error=file.refused), rows)
    ]
    if refused:
        parts.append(ray.data.from_arrow(arrow_table(refused, COLUMNS[rows])))
    whole = parts[0] if len(parts) == 1 else parts[0].union(parts[1])
    whole.write_parquet(
        output.path,
        filesystem=output.arrow(),
        min_rows_per_file=_ROWS_A_SHARD,
        compression="zstd",
        ray_remote_args={"num_cpus": _FETCH_CPUS},
    )


def _blocks(files: Sequence[ListedFile], cores: int) -> int:
    wanted = max(
        math.ceil(sum(file.size for file in files) / _BYTES_A_BLOCK),
        math.ceil(len(files) / _FILES_A_BLOCK),
        _BLOCKS_A_CORE * cores,
    )
    return min(len(files), wanted)


def _name(file_system: FileSystem, file: ListedFile) -> str:
    return as_utf8(file_system.prefix + file.path)


def _with_prefix(prefix: str, table: Any) -> Any:
    """Return a table whose paths lead back to their file system, which Ray leaves out."""
    import pyarrow as pa

    paths = pa.array([prefix + path for path in table["path"].to_pylist()])
    return table.set_column(table.column_names.index("path"), "path", paths)


def _reason(error: Exception) -> str:
    """Return the line of Ray's long account that names the error."""
    lines = [line.strip() for line in str(error).splitlines() if re.match(r"\s*[\w.]*(Error|Exception)\b", line)]
    return (lines or [type(error).__name__])[-1]
