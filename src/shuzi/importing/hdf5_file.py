"""Arrays from HDF5 files of strangers: no link, other file or virtual array is followed, nothing is unpacked unseen.

The file is opened from memory, so the library has no file beside it to reach. Compressed arrays are unpacked here
and not by the library, which would unpack a chunk to whatever size it claims.
"""

import itertools
import math
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.errors import MissingDependencyError, ModelFileError
from shuzi.importing.hdf5_heaps import check_heaps

Array = npt.NDArray[np.float32]

_MOST_MEMBERS = 1000
_DEEPEST = 6
_MOST_VISITED = 10_000
"""Members of groups in one file; a group that is linked often is visited as often."""
_MOST_CHUNKS = 4096
_DEFLATE, _SHUFFLE = 1, 2
"""HDF5's numbers for its filters."""


class Hdf5File:
    """An HDF5 file in memory."""

    def __init__(self, content: bytes, *, source: str) -> None:
        """Open it.

        Raises:
            MissingDependencyError: h5py is not installed.
            ModelFileError: it is no HDF5 file.
        """
        try:
            import h5py
        except ImportError:
            raise MissingDependencyError(
                f"{source} is an HDF5 file, and h5py is not installed; install it: pip install h5py"
            ) from None
        self._h5py, self._source, self._size = h5py, source, len(content)
        self._visited = 0
        check_heaps(content, source=source)
        with self._reading():
            self._file = h5py.File.in_memory(content)

    def text(self, name: str) -> bytes | None:
        """Return an attribute of the file that is one text; None if it is not there."""
        with self._reading():
            if name not in self._file.attrs:
                return None
            kind = self._file.attrs.get_id(name)
            if kind.shape != () or kind.get_type().get_class() != self._h5py.h5t.STRING:
                raise self._refused(f"its {name} is no text")
            value = self._file.attrs[name]
        return value if isinstance(value, bytes) else str(value).encode(errors="surrogateescape")

    def has(self, group: str) -> bool:
        """Return whether there is a group of this name at the top."""
        with self._reading():
            return group in self._members(self._file)

    def groups(self, path: str) -> list[str]:
        """Return the names of the groups in a group, `/` for the file's own."""
        with self._reading():
            parent = self._group(path)
            return [name for name in self._members(parent) if isinstance(parent[name], self._h5py.Group)]

    def arrays(self, path: str) -> dict[str, Any]:
        """Return the arrays in a group and in the groups in it, by their path; not read yet."""
        with self._reading():
            return dict(self._walk(self._group(path), 0))

    def read(self, stored: Any, shape: tuple[int, ...]) -> Array:
        """Return an array of `arrays`, float32, after checking that it is what was expected.

        Raises:
            ModelFileError: another shape or type, numbers that are not finite, or stored in a way that is refused.
        """
        with self._reading():
            name = stored.name
            if stored.shape != shape:
                raise self._refused(f"{name} has the shape {stored.shape}, its layer needs {shape}")
            if stored.dtype.kind != "f" or stored.dtype.itemsize > 8:
                raise self._refused(f"{name} holds {stored.dtype}; expected floating-point numbers")
            plan, layouts = stored.id.get_create_plist(), self._h5py.h5d
            if stored.is_virtual or plan.get_external_count():
                raise self._refused(f"{name} lies in another file")
            if plan.get_layout() == layouts.CHUNKED:
                values = self._unpacked(stored, plan)
            else:
                if plan.get_nfilters() or stored.id.get_storage_size() != stored.size * stored.dtype.itemsize:
                    raise self._refused(f"{name} is not stored whole")
                values = stored[()]
        with np.errstate(over="ignore"):
            result = np.ascontiguousarray(values, np.float32)
        if not np.isfinite(result).all():
            raise self._refused(f"{name} holds NaN or infinite numbers")
        return result

    def _group(self, path: str) -> Any:
        group = self._file
        for name in [part for part in path.split("/") if part]:
            if name not in self._members(group) or not isinstance(group[name], self._h5py.Group):
                raise self._refused(f"it has no group {path}")
            group = group[name]
        return group

    def _members(self, group: Any) -> list[str]:
        if len(group) > _MOST_MEMBERS:
            raise self._refused(f"a group has {len(group):,} members; expected at most {_MOST_MEMBERS:,}")
        names = list(group)
        self._visited += len(names)
        if self._visited > _MOST_VISITED:
            raise self._refused(f"its groups have more than {_MOST_VISITED:,} members in all")
        for name in names:
            if not isinstance(name, str) or not name.isprintable():  # h5py gives bytes where a name is no UTF-8
                raise self._refused(f"a group has a member named {name[:60]!r}")
            if group.id.links.get_info(name.encode()).type != self._h5py.h5l.TYPE_HARD:
                raise self._refused(f"{name} is a link to another place")
        return names

    def _walk(self, group: Any, depth: int) -> Iterator[tuple[str, Any]]:
        if depth > _DEEPEST:
            raise self._refused("its groups are nested too deeply")
        for name in self._members(group):
            member = group[name]
            if isinstance(member, self._h5py.Group):
                yield from ((f"{name}/{path}", array) for path, array in self._walk(member, depth + 1))
            elif isinstance(member, self._h5py.Dataset):
                yield name, member
            else:
                raise self._refused(f"{name} is neither a group nor an array")

    def _unpacked(self, stored: Any, plan: Any) -> npt.NDArray[Any]:
        filters = [plan.get_filter(number)[0] for number in range(plan.get_nfilters())]
        if filters not in ([], [_DEFLATE], [_SHUFFLE], [_SHUFFLE, _DEFLATE]):
            raise self._refused(f"{stored.name} is packed in a way that shuzi does not unpack (filters {filters})")
        chunk, shape = stored.chunks, stored.shape
        places = [range(0, size, step) for size, step in zip(shape, chunk, strict=True)]
        if (
            any(step > size for step, size in zip(chunk, shape, strict=True))
            or math.prod(map(len, places)) > _MOST_CHUNKS
        ):
            raise self._refused(f"{stored.name} is cut into chunks of {chunk}")
        values = np.empty(shape, stored.dtype)
        for place in itertools.product(*places):
            info = stored.id.get_chunk_info_by_coord(place)
            if info.byte_offset is None or info.filter_mask or not 0 < info.size <= self._size:
                raise self._refused(f"{stored.name} is not stored whole")
            raw = stored.id.read_direct_chunk(place)[1]
            whole = self._unpack(raw, filters, math.prod(chunk) * stored.dtype.itemsize, stored)
            part = whole.view(stored.dtype).reshape(chunk)
            room = tuple(slice(start, start + step) for start, step in zip(place, chunk, strict=True))
            values[room] = part[tuple(slice(0, size) for size in values[room].shape)]
        return values

    def _unpack(self, raw: bytes, filters: list[int], size: int, stored: Any) -> npt.NDArray[np.uint8]:
        if _DEFLATE in filters:
            unpacker = zlib.decompressobj()
            raw = unpacker.decompress(raw, size + 1)
        if len(raw) != size:
            raise self._refused(f"a chunk of {stored.name} does not hold {size:,} bytes")
        content = np.frombuffer(raw, np.uint8)
        if _SHUFFLE in filters:
            content = content.reshape(stored.dtype.itemsize, -1).T
        return np.ascontiguousarray(content).reshape(-1)

    def _refused(self, reason: str) -> ModelFileError:
        return ModelFileError(f"{self._source} is refused: {reason}. Save the model again, or do not trust the file.")

    def _reading(self) -> "_Reading":
        return _Reading(self._source)


class _Reading:
    """Turns what h5py raises of damaged files into our own error."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(
            error, OSError | LookupError | RuntimeError | TypeError | ValueError | MemoryError | zlib.error
        ) and not isinstance(error, ModelFileError):
            raise ModelFileError(
                f"{self._source} cannot be read as HDF5 ({str(error)[:200]}); save the model again."
            ) from None
