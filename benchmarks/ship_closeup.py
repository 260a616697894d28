"""Train the close-up that comes with shuzi from views of drawn crops: `src/shuzi/pretrained/closeup.onnx`, in 8 bits.

    npm install --prefix FONTS @fontsource/… ; python benchmarks/ship_closeup.py --fonts FONTS --strokes pendigits.npz

The finder that comes with shuzi names the places, so train it first. Drawing and training go on where they were
stopped, from `--work`. With `--beside` another close-up, such as the one that was shipped, answers beside this one: it
becomes `closeup-earlier.onnx`. The record goes to `benchmarks/results/`.
"""

import argparse
import time
from pathlib import Path

import keras
from closeup.network import onnx_of
from closeup.record import record_of
from closeup.stock import draw_stock, drawn
from closeup.training import RATE, Settings, Trainer
from finder.onnx_file import blended
from finder.pool import Sources
from finder.shipping import put_into_package
from ship_in_8_bits import ship_closeup

from shuzi.finding.network import EARLIER
from shuzi.training.backend import fastest_precision

RESULTS = Path(__file__).parent / "results"

_SEED = 181


def main() -> None:
    options = _options()
    beside = options.work / "beside.onnx"
    if options.beside and not beside.exists():  # before what it names is replaced
        beside.write_bytes(options.beside.read_bytes())
    sources = Sources(options.strokes, options.fonts / "node_modules/@fontsource", options.work)
    draw_stock(sources, count=options.views, workers=options.workers, seed=_SEED)
    validation = drawn(sources, count=options.validation, seed=_SEED, validation=True)
    keras.mixed_precision.set_global_policy(fastest_precision())
    trainer = Trainer(Settings(options.minutes, options.batch, _SEED, options.rate, options.start), options.work)
    trainer.run(validation, look_every=options.look_every)
    trainer.model.set_weights(trainer.averaged())
    single = onnx_of(trainer.model)
    if options.start:
        single = blended(options.start, single, kept=options.kept)
    (options.work / "closeup.onnx").write_bytes(single)
    ship_closeup(options.work / "closeup.onnx", options.work)
    if options.beside:
        put_into_package(EARLIER, beside.read_bytes())
    record = RESULTS / f"{time.strftime('%Y-%m-%d')}-closeup.md"
    record.write_text(record_of(trainer, options=vars(options) | {"seed": _SEED}), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path, required=True, help="pendigits.npz")
    parser.add_argument("--fonts", type=Path, required=True, help="where npm put node_modules/@fontsource")
    parser.add_argument("--work", type=Path, default=Path("runs/closeup"), help="views and checkpoints")
    parser.add_argument("--views", type=int, default=400_000, help="that are drawn before training begins")
    parser.add_argument("--validation", type=int, default=6000, help="views by other hands and fonts")
    parser.add_argument("--workers", type=int, default=2, help="processes that draw")
    parser.add_argument("--minutes", type=float, default=25, help="of training, interruptions left out")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--start", type=Path, help="an ONNX file of the close-up to start from")
    parser.add_argument("--kept", type=float, default=0, help="share of the weights of --start in what is shipped")
    parser.add_argument("--beside", type=Path, help="the close-up that answers beside this one from now on")
    parser.add_argument("--look-every", type=float, default=120, help="seconds between looks at validation")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    return options


if __name__ == "__main__":
    main()
