"""What Spark wants to know before it reads: the columns, as it writes them."""

from shuzi.reading.rows import COLUMNS, Kind, check_rows

_TYPES: dict[Kind, str] = {"text": "string", "whole": "int", "share": "double", "yes": "boolean"}


def spark_schema(rows: str = "digits") -> str:
    """Return the columns of the rows as `mapInPandas` wants them, such as `file string, page int`.

    Args:
        rows: what a row is, `digits` or `lines`.
    Raises:
        UsageError: it is neither.
    """
    return ", ".join(f"{column.name} {_TYPES[column.kind]}" for column in COLUMNS[check_rows(rows)])
