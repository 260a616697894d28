"""Read a dataset of Ray Data: actors hold a reader each; retries, back-pressure and lost machines are Ray's work."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuzi.errors import MissingDependencyError
from shuzi.reading.reader import Reader
from shuzi.reading.table_rows import check_rows

if TYPE_CHECKING:
    from ray.data import Dataset

READER_CPUS = 0.9
"""Of a core, for each reader, which is busy all the time: what is left fetches and writes beside it. Set by hand."""

_FILES_AT_ONCE = 16
"""A reader is handed so many: calls of actors cost milliseconds, pages a tenth of a second. Set by hand."""


def read(
    dataset: "Dataset",
    *,
    rows: str = "digits",
    printed: bool = False,
    model: str | Path | None = None,
    readers: int = 1,
) -> "Dataset":
    """Return a dataset of what is read in the files of another; nothing is read until it is used.

    Args:
        dataset: with the columns `path` and `bytes`, as `ray.data.read_binary_files(..., include_paths=True)` gives it.
        rows: what a row is, `digits` or `lines`; `shuzi.reading.table_rows` tells the columns.
        printed: whether digits in print belong to the answer beside handwriting.
        model: a run's folder, at this path on every machine; None is the model that comes with shuzi.
        readers: so many read from the beginning, each on 0.9 of a core; Ray adds more as it sees fit, which on few
            cores it does not. What fetches the files must find room beside them: give it `num_cpus=0.05`.
    Raises:
        UsageError: a row can be neither.
        MissingDependencyError: Ray Data is not installed.
    """
    import_ray_data()
    kind = check_rows(rows)
    from ray.data import ActorPoolStrategy

    return dataset.map_batches(
        Reader,
        fn_constructor_args=(None if model is None else str(Path(model).absolute()),),
        fn_constructor_kwargs={"threads": 1},
        fn_kwargs={"rows": kind, "printed": printed},
        batch_format="pyarrow",
        batch_size=_FILES_AT_ONCE,
        compute=ActorPoolStrategy(min_size=readers),
        num_cpus=READER_CPUS,
    )


def require_ray_data() -> None:
    """See to it that what Ray Data needs is installed; nothing is imported, as Ray reads its settings while it is.

    Raises:
        MissingDependencyError: it is not.
    """
    missing = next((name for name in ("ray", "fsspec", "pyarrow") if importlib.util.find_spec(name) is None), None)
    if missing is not None:
        raise MissingDependencyError(
            f"reading with Ray needs packages that are not installed ({missing}): pip install 'ray[data]'"
        )


def import_ray_data() -> Any:
    """Return Ray, once all that Ray Data needs is there.

    Raises:
        MissingDependencyError: it is not.
    """
    try:
        import ray.data
    except ImportError as error:
        raise MissingDependencyError(
            f"reading with Ray needs packages that are not installed ({error.name}): pip install 'ray[data]'"
        ) from None
    return ray
