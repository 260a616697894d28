"""Open model files with flipped bits and exchanged sizes and addresses, and count what goes wrong.

    python benchmarks/fuzz_models.py [SECONDS] [SEED]

Good files are those of TensorFlow 2.15 in tests/fixtures. If libhdf5 walks without end, the script ends and says where.
"""

import collections
import faulthandler
import random
import sys
import tempfile
import time
from pathlib import Path

from shuzi.errors import ShuziError
from shuzi.importing.network import read_network

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures" / "old_keras"
GOOD = "tf-2.15.1-sequential"


def damaged(content: bytes, drawn: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(drawn.choice((1, 1, 2, 4))):
        place = drawn.randrange(len(changed) - 8)
        kind = drawn.randrange(4)
        if kind == 0:
            changed[place] ^= 1 << drawn.randrange(8)
        elif kind == 1:
            changed[place] = drawn.randrange(256)
        elif kind == 2:
            changed[place : place + 8] = drawn.choice((bytes(8), b"\xff" * 8, b"\xff" * 7 + b"\x7f"))
        else:
            changed[place : place + 8] = drawn.randrange(len(changed)).to_bytes(8, "little")
    return bytes(changed)


def main(seconds: float, seed: int) -> None:
    drawn, counts, slowest = (
        random.Random(seed),
        collections.Counter({"opened": 0, "refused": 0, "unprintable": 0}),
        0.0,
    )
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as place:
        description = Path(place) / "model.json"
        description.write_bytes((FIXTURES / f"{GOOD}.json").read_bytes())
        files = {name: (FIXTURES / f"{GOOD}{name}").read_bytes() for name in ("-whole.h5", "-weights.h5", ".keras")}
        while time.monotonic() < end:
            name = drawn.choice(sorted(files))
            file = Path(place) / f"damaged{name}"
            file.write_bytes(damaged(files[name], drawn))
            faulthandler.dump_traceback_later(20, exit=True)
            start = time.process_time()
            try:
                read_network(*((description, file) if "weights" in name else (file,)))
                counts["opened"] += 1
            except ShuziError as error:
                counts["refused" if str(error).isprintable() else "unprintable"] += 1
            slowest = max(slowest, time.process_time() - start)
            faulthandler.cancel_dump_traceback_later()
    print(
        f"seed {seed}: {counts['opened']:,} opened, {counts['refused']:,} refused, {counts['unprintable']} "
        f"refused in words that cannot be printed, {slowest:.3f} s at most"
    )


if __name__ == "__main__":
    given = [float(argument) for argument in sys.argv[1:]]
    main(given[0] if given else 60, int(given[1]) if len(given) > 1 else 0)
