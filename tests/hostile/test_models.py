"""Model files that mean harm, or are broken: each is refused quickly and cheaply, and nothing in it happens.

Every file is made here, most of them out of a good one by one change. Each is opened in a process of its own, in which
sockets, other files and new processes are watched.
"""

import json
import os
import re
import runpy
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from shuzi.errors import ArchitectureError, ModelFileError
from shuzi.importing.network import read_network
from shuzi.run.import_model import import_model
from shuzi.store.saved_layers import read_architecture

FIXTURES = Path(__file__).parent.parent / "fixtures" / "old_keras"
GOOD = "tf-2.15.1-sequential"

OPEN = """
import json, os, resource, sys, time
from pathlib import Path
from shuzi.errors import ShuziError
import numpy, zipfile
import shuzi.importing.network as network
from shuzi.store.model import load
files = [Path(name) for name in sys.argv[1:]]
allowed = {str(file) for file in files} | {str(inside) for file in files if file.is_dir() for inside in file.iterdir()}
touched = []

def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "shutil.")):
        touched.append(f"{event} {arguments}")
    if event == "open" and isinstance(arguments[0], str) and arguments[0] not in allowed:
        if not arguments[0].startswith((sys.prefix, sys.base_prefix)) and "/shuzi/" not in arguments[0]:
            touched.append(f"{event} {arguments[0]}")

sys.addaudithook(watch)
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    load(files[0]) if files[0].is_dir() else network.read_network(*files)
    message = None
except ShuziError as error:
    message = str(error)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"message": message, "touched": touched, "seconds": time.process_time() - start,
                  "megabytes": (after - before) / 1024, "modules": sorted({"h5py", "keras"} & set(sys.modules))}))
"""


def checked(files: list[Path]) -> dict[str, Any]:
    """What opening the files did."""
    command = [sys.executable, "-c", OPEN, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def description() -> dict[str, Any]:
    return json.loads((FIXTURES / f"{GOOD}.json").read_text())


def layer(kind: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": "extra", **config}}


class Maker:
    """Makes one hostile model in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.json, self.weights = folder / "model.json", folder / "weights.h5"
        self.keras = folder / "model.keras"
        self.json.write_text(json.dumps(description()))
        self.weights.write_bytes((FIXTURES / f"{GOOD}-weights.h5").read_bytes())
        self.keras.write_bytes((FIXTURES / f"{GOOD}.keras").read_bytes())

    def described(self, change: Callable[[dict[str, Any]], Any]) -> list[Path]:
        """The good JSON after a change, or what the change returns, if that is a text."""
        value = description()
        changed = change(value)
        self.json.write_text(changed if isinstance(changed, str) else json.dumps(value))
        return [self.json, self.weights]

    def layers(self, change: Callable[[list[Any]], Any]) -> list[Path]:
        return self.described(lambda model: change(model["config"]["layers"]) and None)

    def with_layer(self, extra: dict[str, Any]) -> list[Path]:
        return self.layers(lambda layers: layers.insert(2, extra))

    def setting(self, number: int, **config: Any) -> list[Path]:
        return self.layers(lambda layers: layers[number]["config"].update(config))

    def hdf5(self, change: Callable[[h5py.File], Any]) -> list[Path]:
        with h5py.File(self.weights, "r+") as file:
            change(file)
        return [self.json, self.weights]

    def array(self, **options: Any) -> list[Path]:
        """The kernel of the first convolution, stored in another way."""

        def change(file: h5py.File) -> None:
            del file["conv2d/conv2d/kernel:0"]
            file.create_dataset("conv2d/conv2d/kernel:0", **options)

        return self.hdf5(change)

    def zipped(self, change: Callable[[dict[str, bytes]], Any], **options: Any) -> list[Path]:
        with zipfile.ZipFile(self.keras) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        with zipfile.ZipFile(self.keras, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return [self.keras]


def external_link(file: h5py.File) -> None:
    del file["conv2d"]
    file["conv2d"] = h5py.ExternalLink("/etc/passwd", "/conv2d")


def soft_link(file: h5py.File) -> None:
    del file["dense_1"]
    file["dense_1"] = h5py.SoftLink("/dense")


def group_in_itself(file: h5py.File) -> None:
    file["conv2d/conv2d/again"] = file["conv2d"]


def virtual(file: h5py.File) -> None:
    del file["dense_1/dense_1/bias:0"]
    layout = h5py.VirtualLayout((10,), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (10,))
    file.create_virtual_dataset("dense_1/dense_1/bias:0", layout)


def external_storage(file: h5py.File) -> None:
    del file["dense_1/dense_1/bias:0"]
    file.create_dataset("dense_1/dense_1/bias:0", (10,), "f4", external=[("/etc/hostname", 0, 40)])


def many_members(file: h5py.File) -> None:
    for number in range(1500):
        file.create_group(f"g{number}")


def chunk_bomb(file: h5py.File) -> None:
    """A chunk that unpacks to 48 MB, where a kernel of 144 bytes should be; HDF5 has no room for a larger one."""
    del file["conv2d/conv2d/kernel:0"]
    made = file.create_dataset("conv2d/conv2d/kernel:0", (3, 3, 1, 4), "f4", chunks=(3, 3, 1, 4), compression="gzip")
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(48)) + packer.flush()
    made.id.write_direct_chunk((0, 0, 0, 0), packed)


def in_layout(maker: Maker, name: str) -> list[Path]:
    """The good weights in a layout that Keras never writes."""
    made = runpy.run_path(str(Path(__file__).with_name("mutated_models.py")))
    maker.weights.write_bytes(made["copied"](**made["LAYOUTS"][name]))
    return [maker.json, maker.weights]


def exchanged(maker: Maker, old: bytes, new: bytes, skip: int = 0) -> list[Path]:
    """The good weights with other bytes where `old` stands for the first time behind `skip`."""
    content = maker.weights.read_bytes()
    place = content.index(old, skip)
    maker.weights.write_bytes(content[:place] + new + content[place + len(new) :])
    return [maker.json, maker.weights]


def million_messages(maker: Maker) -> list[Path]:
    """60 MB of descriptions that say nothing, one continuing the other."""
    content = bytearray(maker.weights.read_bytes())
    header = struct.unpack_from("<Q", content, 64)[0]
    size = 60 * 2**20
    struct.pack_into("<BxHII", content, header, 1, 0xFFFF, 1, 24)
    struct.pack_into("<HHB3xQQ", content, header + 16, 0x10, 16, 0, len(content), size)
    maker.weights.write_bytes(content + bytes(size))
    return [maker.json, maker.weights]


def symlink(maker: Maker) -> list[Path]:
    target = maker.folder / "elsewhere.h5"
    maker.weights.rename(target)
    maker.weights.symlink_to(target)
    return [maker.json, maker.weights]


def zipped_symlink(maker: Maker) -> list[Path]:
    with zipfile.ZipFile(maker.keras) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(maker.keras, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            if name == "model.weights.h5":
                info.external_attr = 0o120777 << 16
                content = b"/etc/passwd"  # noqa: PLW2901
            archive.writestr(info, content)
    return [maker.keras]


def twice_in_a_zip(maker: Maker) -> list[Path]:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(maker.keras, "a") as archive:
        archive.writestr("config.json", b"{}")
    return [maker.keras]


def nan_weights(maker: Maker) -> list[Path]:
    return maker.array(data=np.full((3, 3, 1, 4), np.nan, np.float32))


def pipe(maker: Maker) -> list[Path]:
    maker.weights.unlink()
    os.mkfifo(maker.weights)
    return [maker.json, maker.weights]


def larger_than_any(maker: Maker) -> list[Path]:
    with maker.weights.open("r+b") as stream:
        stream.truncate(10 * 2**30)  # of holes, so that the disk is not filled
    return [maker.json, maker.weights]


def many_ways(file: h5py.File) -> None:
    """Five groups, each linked sixty times from the one before: few bytes, and 13 million paths to one array."""
    for depth in range(5):
        file.create_group(f"g{depth}")
    for depth in range(4):
        for number in range(60):
            file[f"g{depth}/{number}"] = file[f"g{depth + 1}"]
    file["g4/kernel:0"] = np.ones(3)
    del file["conv2d"]
    file.move("g0", "conv2d")
    for depth in range(1, 5):
        del file[f"g{depth}"]


def name_that_is_no_text(file: h5py.File) -> None:
    file[b"conv2d\xff"] = file["conv2d"]
    del file["conv2d"]


def heap_without_end(maker: Maker, size: int) -> list[Path]:
    """The last object of the heap, which holds the layers' JSON, is free space of no size, or of almost 2^64 bytes."""
    path = maker.folder / "whole.h5"
    content = bytearray((FIXTURES / f"{GOOD}-whole.h5").read_bytes())
    heap = content.index(b"GCOL\x01")
    first = struct.unpack_from("<Q", content, heap + 24)[0]
    place = heap + 32 + (first + 7) // 8 * 8
    struct.pack_into("<HHIQ", content, place, 0 if size == 0 else 2, 0, 0, size)
    path.write_bytes(content)
    return [path]


def attribute(maker: Maker, value: Any, name: str = "model_config", **options: Any) -> list[Path]:
    """A good whole model with another attribute."""
    path = maker.folder / "whole.h5"
    path.write_bytes((FIXTURES / f"{GOOD}-whole.h5").read_bytes())
    with h5py.File(path, "r+") as file:
        file.attrs.create(name, value(file) if callable(value) else value, **options)
    return [path]


def packed(maker: Maker, *, flags: int = 0, method: int = 0, size: int | None = None, end: str = "") -> list[Path]:
    """The good `.keras` file with other headers, written by hand as zipfile refuses to."""
    with zipfile.ZipFile(maker.keras) as archive:
        members = [(f"{name}{end}".encode(), archive.read(name)) for name in archive.namelist()]
    body, listed = b"", b""
    for name, content in members:
        sizes = (zlib.crc32(content), len(content), len(content) if size is None else size, len(name), 0)
        listed += (
            struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, flags, method, 0, 0, *sizes, 0, 0, 0, 0, len(body)) + name
        )
        body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 0, *sizes) + name + content
    maker.keras.write_bytes(body + listed + directory_end(3, len(listed), len(body)))
    return [maker.keras]


def directory_end(count: int, size: int, start: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0)


def million_members(maker: Maker) -> list[Path]:
    """A list of 1.2 million members: reading it alone takes 6 s and 430 MB."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *[0] * 9, 1, *[0] * 6) + b"x"
    maker.keras.write_bytes(b"PK\3\4" + 1_200_000 * entry + directory_end(0xFFFF, 1_200_000 * len(entry), 4))
    return [maker.keras]


def million_behind_another_end(maker: Maker) -> list[Path]:
    """A short list of members that ends like the pointer to a long one, as files above 4 GB have it."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *[0] * 9, 1, *[0] * 6) + b"x"
    long = b"PK\3\4" + 1_200_000 * entry
    far = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 3, 3, len(long) - 4, 4)
    short = far + struct.pack("<4sLQL", b"PK\6\7", 0, len(long), 1)
    maker.keras.write_bytes(long + short + directory_end(3, len(short), len(long)))
    return [maker.keras]


def in_a_functional_model(maker: Maker, change: Callable[[list[Any]], Any]) -> list[Path]:
    model = json.loads((FIXTURES / "tf-2.15.1-functional.json").read_text())
    change(model["config"]["layers"])
    maker.json.write_text(json.dumps(model))
    return [maker.json, maker.weights]


def reads(layers: list[Any], number: int, *place: Any) -> None:
    layers[number]["inbound_nodes"] = [[[layers[place[0]]["name"], *place[1:]]]]


def nested(layers: list[Any]) -> None:
    layers.insert(1, {"class_name": "Sequential", "config": {"name": "inner", "layers": layers[:2]}})


OTHER_LAYOUTS = ["superblock 2", "superblock 3, dense links and attributes", "superblock 0, ordered groups", "pages"]

GADGET = {"class_name": "function", "config": "system", "module": "os", "registered_name": "system"}

# Name: what makes it, and words of the reason.
HOSTILE: dict[str, tuple[Callable[[Maker], list[Path]], str]] = {
    "lambda": (lambda m: m.with_layer(layer("Lambda", function=["4wEAAAA=", None, None])), "Lambda"),
    "lambda in a bystander": (lambda m: m.setting(1, kernel_initializer=layer("Lambda")), "Lambda"),
    "tfsm layer": (lambda m: m.with_layer(layer("TFSMLayer", filepath="/tmp/x")), "TFSMLayer"),
    "custom class": (lambda m: m.with_layer(layer("MyLayer")), "MyLayer"),
    "registered name": (
        lambda m: m.with_layer({**layer("Dropout", rate=0.5), "registered_name": "evil>Dropout"}),
        "registered name",
    ),
    "module of the system": (lambda m: m.with_layer({**layer("Dropout", rate=0.5), "module": "os"}), "module 'os'"),
    "system as an activation": (lambda m: m.setting(1, activation=GADGET), "function"),
    "file as an initializer": (
        lambda m: m.setting(1, bias_initializer={"class_name": "get_file", "module": "keras.utils", "config": {}}),
        "get_file",
    ),
    "numpy inside": (lambda m: m.setting(1, kernel_constraint={"class_name": "__numpy__", "config": {}}), "__numpy__"),
    "model in a model": (lambda m: m.layers(nested), "Sequential"),
    "wrapped layer": (lambda m: m.with_layer(layer("TimeDistributed", layer=layer("Dropout"))), "TimeDistributed"),
    "unknown setting": (lambda m: m.setting(1, call_hook="x"), "call_hook"),
    "name that leads out": (lambda m: m.setting(1, name="../../etc"), "name"),
    "name that begins with dots": (lambda m: m.setting(1, name=".."), "name"),
    "fifty million units": (lambda m: m.setting(9, units=50_000_000), "units"),
    "too many parameters": (lambda m: m.setting(9, units=100_000), "parameters"),
    "too many values": (lambda m: m.setting(1, filters=100_000), "describes"),
    "ten thousand layers": (
        lambda m: m.layers(lambda layers: layers.extend([layer("Dropout", rate=0.1)] * 10_000)),
        "layers; expected 1 to 200",
    ),
    "80 deep": (lambda m: m.setting(1, kernel_regularizer=json.loads("[" * 80 + "]" * 80)), "nested too deeply"),
    "200,000 deep": (lambda m: m.described(lambda _: "[" * 200_000 + "]" * 200_000), "nested too deeply"),
    "two megabytes of json": (lambda m: m.described(lambda model: json.dumps(model) + " " * 2**21), "1,048,576 bytes"),
    "a name twice": (
        lambda m: m.described(lambda model: json.dumps(model).replace('"units":', '"units": 3, "units":')),
        "stands twice",
    ),
    "NaN in json": (lambda m: m.setting(7, rate=float("nan")), "NaN"),
    "endless number": (
        lambda m: m.described(lambda model: json.dumps(model).replace("12", "9" * 10_000)),
        "refused|no desc",
    ),
    "filters below nothing": (lambda m: m.setting(1, filters=-4), "filters"),
    "filters of no size": (lambda m: m.setting(1, kernel_size=[0, 3]), "kernel_size"),
    "huge stride": (lambda m: m.setting(1, strides=[10**9, 1]), "strides"),
    "huge padding": (lambda m: m.with_layer(layer("ZeroPadding2D", padding=[[10**6, 0], [0, 0]])), "padding"),
    "huge input": (lambda m: m.setting(0, batch_input_shape=[None, 10**6, 10**6, 1]), "input of shape"),
    "grouped convolution": (lambda m: m.setting(1, groups=4), "groups"),
    "softmax in the middle": (lambda m: m.setting(1, activation="softmax"), "softmax in its middle"),
    "no layers": (lambda m: m.layers(lambda layers: layers.clear()), "lists 0 layers"),
    "not json": (lambda m: m.described(lambda _: "import os; os.system('true')"), "no description"),
    "pickle": (lambda m: (m.json.write_bytes(b"cos\nsystem\n(S'true'\ntR."), [m.json, m.weights])[1], "no description"),
    "external link": (lambda m: m.hdf5(external_link), "as Keras never writes it"),
    "soft link": (lambda m: m.hdf5(soft_link), "is a link"),
    "group in itself": (lambda m: m.hdf5(group_in_itself), "where something else does"),
    "virtual array": (lambda m: m.hdf5(virtual), "not stored in one piece"),
    "array in another file": (lambda m: m.hdf5(external_storage), "as Keras never writes it"),
    "forty gigabytes of shape": (lambda m: m.array(shape=(100_000, 100_000), dtype="f4"), "needs"),
    "chunk larger than the array": (
        lambda m: m.array(shape=(3, 3, 1, 4), maxshape=(None,) * 4, dtype="f4", chunks=(64, 64, 64, 64)),
        "as Keras never writes it|not stored in one piece",
    ),
    "chunk that unpacks to 48 MB": (lambda m: m.hdf5(chunk_bomb), "as Keras never writes it|not stored in one piece"),
    "strange packing": (
        lambda m: m.array(data=np.zeros((3, 3, 1, 4), "f4"), compression="lzf"),
        "as Keras never writes it",
    ),
    "array never written": (lambda m: m.array(shape=(3, 3, 1, 4), dtype="f4"), "not stored whole"),
    "texts for weights": (lambda m: m.array(data=np.full((3, 3, 1, 4), b"os.system")), "floating-point"),
    "NaN weights": (nan_weights, "NaN"),
    "a weight of a flipped exponent": (
        lambda m: m.array(data=np.eye(9, 4, dtype=np.float32).reshape(3, 3, 1, 4) * np.float32(-1e38)),
        r"holds the weight -1\.0e\+38; expected up to 1e\+09",
    ),
    "weights too large for float32": (lambda m: m.array(data=np.full((3, 3, 1, 4), 1e300)), "NaN or infinite"),
    "shape that lies": (lambda m: m.array(data=np.zeros((4, 1, 3, 3), "f4")), "needs"),
    "variance below nothing": (
        lambda m: m.hdf5(
            lambda f: f["batch_normalization/batch_normalization/moving_variance:0"].write_direct(-np.ones(4, "f4"))
        ),
        "variance below 0",
    ),
    "missing array": (lambda m: m.hdf5(lambda f: f.__delitem__("dense/dense/bias:0")), "do not belong together"),
    "missing layer": (lambda m: m.hdf5(lambda f: f.__delitem__("dense")), "do not belong together"),
    "layer too many": (lambda m: m.hdf5(lambda f: f.copy("dense", "dense_7")), "do not belong together"),
    "swapped layers": (
        lambda m: m.hdf5(lambda f: (f.move("dense", "x"), f.move("dense_1", "dense"), f.move("x", "dense_1"))),
        "needs",
    ),
    "1,500 groups": (lambda m: m.hdf5(many_members), "members"),
    **{
        name: (partial(in_layout, name=name), "another form of HDF5|as Keras never writes it") for name in OTHER_LAYOUTS
    },
    "eight million descriptions": (million_messages, "does not end where it says"),
    "group that is its own tree": (lambda m: exchanged(m, b"TREE\0\0", b"TREE\0\1"), "a group's tree is damaged"),
    "tree outside the file": (
        lambda m: exchanged(m, struct.pack("<HHB3x", 0x11, 16, 0), struct.pack("<HHB3xQ", 0x11, 16, 0, 2**63)),
        "does not end within the file",
    ),
    "heap of a group with no name in it": (lambda m: exchanged(m, b"HEAP", b"HEAQ"), "a group's heap is damaged"),
    "text for weights": (lambda m: (m.weights.write_text("x"), [m.json, m.weights])[1], "no HDF5 file"),
    "half a file": (lambda m: (os.truncate(m.weights, 9000), [m.json, m.weights])[1], "cannot be read|is refused"),
    "ten gigabytes of file": (larger_than_any, "shuzi opens models of up to"),
    "symbolic link": (symlink, "symbolic link"),
    "pipe": (pipe, "is no file"),
    "folder for weights": (lambda m: [m.json, m.folder], "is no file"),
    "13 million ways to one array": (lambda m: m.hdf5(many_ways), "where something else does"),
    "group that clears the terminal": (
        lambda m: m.hdf5(lambda f: f.move("dense", "x\x1b[2J\nall is well")),
        "named b'x",
    ),
    "group whose name is no text": (lambda m: m.hdf5(name_that_is_no_text), "named b'conv2d"),
    "layer that clears the terminal": (lambda m: m.setting(1, name="\x1b[2J\nall is well"), "of the name '"),
    "layer named by half a character": (lambda m: m.setting(1, name="\ud800"), "of the name '"),
    "heap with nothing at its end": (lambda m: heap_without_end(m, 0), "a heap in it does not end"),
    "heap that goes round": (lambda m: heap_without_end(m, 2**64 - 17), "a heap in it does not end"),
    "layers as two texts": (lambda m: attribute(m, [b"a", b"b"]), "is no text"),
    "layers as a pointer": (
        lambda m: attribute(m, lambda f: f["model_weights"].ref, dtype=h5py.ref_dtype),
        "is no text",
    ),
    "version as numbers": (lambda m: attribute(m, range(5), "keras_version"), "is no text"),
    "type with a name for an array": (
        lambda m: m.hdf5(lambda f: f.__setitem__("conv2d/t", np.dtype("f4"))),
        "neither a group nor an array",
    ),
    "array without a shape": (lambda m: m.array(data=h5py.Empty("f4")), "no shape that Keras writes"),
    "attribute for an array": (
        lambda m: m.hdf5(lambda f: (f.__delitem__("dense/dense/bias:0"), f["dense"].attrs.create("bias:0", [0.0]))),
        "do not belong together",
    ),
    "shape that could be spread": (lambda m: m.array(data=np.ones((1, 1, 1, 4), "f4")), "needs"),
    "rows of any length": (lambda m: m.array(shape=(3, 3, 1, 4), dtype=h5py.vlen_dtype("f4")), "floating-point"),
    "pointers for weights": (lambda m: m.array(shape=(3, 3, 1, 4), dtype=h5py.ref_dtype), "floating-point"),
    "records for weights": (lambda m: m.array(shape=(3, 3, 1, 4), dtype=[("a", "f4")]), "floating-point"),
    "complex weights": (lambda m: m.array(data=np.ones((3, 3, 1, 4), "c8")), "floating-point"),
    "whole numbers for weights": (lambda m: m.array(data=np.ones((3, 3, 1, 4), "i1")), "floating-point"),
    "weights of 16 bytes each": (lambda m: m.array(data=np.ones((3, 3, 1, 4), "g")), "floating-point"),
    "weights of fewer bits": (
        lambda m: m.array(data=np.ones((3, 3, 1, 4), "f4"), scaleoffset=2),
        "as Keras never writes it",
    ),
    "infinite rate": (
        lambda m: m.described(lambda model: json.dumps(model).replace('"rate": 0.', '"rate": 1e999, "x": 0.')),
        "rate is inf",
    ),
    "yes for a number of units": (lambda m: m.setting(9, units=True), "units is True"),
    "text for a number of units": (lambda m: m.setting(9, units="12"), "units is 12"),
    "list for a padding": (lambda m: m.setting(1, padding=["same"]), "padding"),
    "name of 500,000 letters": (lambda m: m.setting(1, **{"x" * 500_000: 1}), "xxx' is not known"),
    "number of 4,000 digits": (
        lambda m: m.described(lambda model: json.dumps(model).replace('"filters": 4', '"filters": ' + "9" * 4000)),
        "filters is 999",
    ),
    "200 deep where nobody looks": (
        lambda m: m.described(lambda model: model.update(compile_config=json.loads("[" * 200 + "]" * 200))),
        "nested too deeply",
    ),
    "only one class": (lambda m: m.setting(-1, units=1), "tells 1 classes apart"),
    "two channels": (lambda m: m.setting(0, batch_input_shape=[None, 28, 28, 2]), "input of shape"),
    "layer that reads itself": (
        lambda m: in_a_functional_model(m, lambda layers: reads(layers, 2, 2, 0, 0, {})),
        "chain",
    ),
    "layer called with a secret": (
        lambda m: in_a_functional_model(m, lambda layers: reads(layers, 1, 0, 0, 0, {"mask": "x"})),
        "called with mask",
    ),
    "zip with a million members": (million_members, "list of members"),
    "zip with a million members elsewhere": (million_behind_another_end, "list of members"),
    "zip under a password": (lambda m: packed(m, flags=1), "encrypted"),
    "zip that says less": (lambda m: packed(m, size=10), "CRC"),
    "zip that says four gigabytes": (lambda m: packed(m, size=2**32 - 2), "unpacks to"),
    "zip packed by another method": (lambda m: packed(m, method=14), "packed by the method 14"),
    "zip with names that go on": (lambda m: packed(m, end="\0.exe"), "each once"),
    "zip that leads out": (lambda m: m.zipped(lambda z: z.update({"../evil.py": b"x"})), "expected"),
    "zip with a program": (lambda m: m.zipped(lambda z: z.update({"assets/run.sh": b"x"})), "expected"),
    "zip bomb": (lambda m: m.zipped(lambda z: z.update({"model.weights.h5": bytes(2**28)})), "unpacks to"),
    "zip with json of 100 MB": (lambda m: m.zipped(lambda z: z.update({"config.json": b" " * 10**8})), "unpacks to"),
    "zip with a link": (zipped_symlink, "symbolic link"),
    "zip with a name twice": (twice_in_a_zip, "each once"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_model_is_refused(name: str, tmp_path: Path) -> None:
    make, reason = HOSTILE[name]
    files = make(Maker(tmp_path))
    before = sorted(tmp_path.iterdir())
    seen = checked(files)
    assert seen["message"] is not None, "it was opened"
    assert any(file.name in seen["message"] for file in files)
    assert re.search(reason, seen["message"]), seen["message"]
    assert seen["message"].isprintable()
    assert len(seen["message"]) < 1000
    assert seen["touched"] == []
    assert seen["modules"] == []
    assert seen["seconds"] < 2
    assert seen["megabytes"] < 300
    assert sorted(tmp_path.iterdir()) == before


def test_the_files_that_these_are_made_of_are_opened(tmp_path: Path) -> None:
    maker = Maker(tmp_path)
    for files in ([maker.json, maker.weights], [maker.keras]):
        seen = checked(files)
        assert seen["message"] is None
        assert seen["touched"] == []


@pytest.mark.parametrize("dtype", ["f2", "f8", ">f4", ">f2"])
def test_other_ways_to_store_numbers_are_read(dtype: str, tmp_path: Path) -> None:
    maker = Maker(tmp_path)
    kernel = read_network(maker.json, maker.weights).weights["conv_1"][0]
    files = maker.array(data=kernel, dtype=dtype)
    expected = kernel.astype("f2").astype("f4") if dtype.endswith("f2") else kernel
    np.testing.assert_array_equal(read_network(*files).weights["conv_1"][0], expected)


def test_packed_numbers_are_refused(tmp_path: Path) -> None:
    """Keras packs none, and what unpacks can unpack to anything."""
    files = Maker(tmp_path).array(data=np.ones((3, 3, 1, 4), "f4"), compression="gzip")
    with pytest.raises(ModelFileError, match="as Keras never writes it"):
        read_network(*files)


def test_broken_files_with_fitting_checksums_are_opened_or_refused(tmp_path: Path) -> None:
    mutated = runpy.run_path(str(Path(__file__).with_name("mutated_models.py")))
    whole = mutated["seeds"](["superblock 3", "superblock 0, ordered groups"])
    count, seed, refused = 66, 7, 0
    for number, (one, content) in enumerate(mutated["mutations"](whole, count, seed=seed)):
        which = f"number {number} of mutations(…, {count}, seed={seed}), of {one.name}"
        try:
            read_network(*mutated["written"](one, content, tmp_path))
            continue
        except (ModelFileError, ArchitectureError) as error:
            said = str(error)
        except Exception as error:
            raise AssertionError(f"{which}: {error!r}") from error
        assert "damaged." in said, f"{which}: {said}"
        assert said.isprintable(), f"{which}: {said}"
        refused += 1
    assert 6 < refused < 63  # otherwise the changes miss what they are for


def test_the_checksum_is_the_one_of_its_author() -> None:
    """Source: the self-test at the end of Bob Jenkins' lookup3.c."""
    lookup3 = runpy.run_path(str(Path(__file__).with_name("mutated_models.py")))["lookup3"]
    assert lookup3(b"Four score and seven years ago") == 0x17770551


def test_a_version_that_is_no_version_is_not_repeated(tmp_path: Path) -> None:
    maker = Maker(tmp_path)
    files = maker.described(lambda model: model.update(keras_version="\x1b[2J\n\ud800"))
    assert read_network(*files).keras_version is None


def test_weights_that_answer_with_no_number_make_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuzi.importing.weights._LARGEST_WEIGHT", float("inf"))  # they are refused one by one before
    maker = Maker(tmp_path)
    files = maker.array(data=np.full((3, 3, 1, 4), 3e38, np.float32))
    with pytest.raises(ModelFileError, match=r"model\.json and weights\.h5: the network answers with NaN or infinite"):
        import_model(*files, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_description_is_opened_as_carefully_as_a_model(tmp_path: Path) -> None:
    """`shuzi summary` reads files of strangers too."""
    for make in (lambda m: heap_without_end(m, 0), million_members, lambda m: attribute(m, [b"a", b"b"])):
        (file,) = make(Maker(tmp_path))
        with pytest.raises(ArchitectureError, match=file.name):
            read_architecture(file)


def test_there_are_at_least_forty() -> None:
    assert len(HOSTILE) >= 40
