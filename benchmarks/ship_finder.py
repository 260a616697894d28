"""Train the finder that comes with shuzi from drawn pages: `src/shuzi/pretrained/finder.onnx`, in 8 bits.

    npm install --prefix FONTS @fontsource/… ; python benchmarks/ship_finder.py --fonts FONTS --strokes pendigits.npz

It goes on where it was stopped, from `--work`; `--start src/shuzi/pretrained/finder.onnx` begins with the weights of a
finder that is there already. On a GPU, `--workers 14 --batch 64 --minutes 12` suffice. The record with its curves goes
to `benchmarks/results/`.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import keras
import tensorflow as tf
from drawn_pages.glyphs import load_fonts
from drawn_pages.hands import load_hands
from finder.onnx_file import onnx_of
from finder.pool import Pool, Sources
from finder.record import curves_of, record_of
from finder.training import RATE, Settings, Trainer
from finder.validation import draw_crops, found_on
from ship_in_8_bits import ship_finder

import shuzi
from shuzi.training.backend import fastest_precision

RESULTS = Path(__file__).parent / "results"

_BATCH = 16
_CAPACITY = 4000
_SEED = 18


def main() -> None:
    options = _options()
    sources = Sources(options.strokes, options.fonts / "node_modules/@fontsource", options.work)
    keras.mixed_precision.set_global_policy(fastest_precision())
    trainer = Trainer(Settings(options.minutes, options.batch, options.rate, options.start), sources)
    mnist = shuzi.load_mnist().train
    hands = load_hands(sources.strokes, mnist, sources.work, validation=True)
    crops = draw_crops(hands, load_fonts(sources.fonts, validation=True), each=40, seed=_SEED)
    answer = tf.function(lambda pages: trainer.model(pages, training=False))

    def look() -> dict[str, float]:
        places, ink = [], []
        for start in range(0, len(crops.pages), _BATCH):
            found = answer(tf.constant(crops.pages[start : start + _BATCH]))
            places.append(found["places"])
            ink.append(found["ink"])
        return found_on(crops, {"places": tf.concat(places, 0).numpy(), "ink": tf.concat(ink, 0).numpy()})

    if trainer.progress < 1:
        _train(trainer, sources, options, look)
    trainer.model.set_weights(trainer.averaged())
    (options.work / "finder.onnx").write_bytes(onnx_of(trainer.model))
    ship_finder(options.work / "finder.onnx", sources)
    record = RESULTS / f"{time.strftime('%Y-%m-%d')}-finder.md"
    record.write_text(record_of(trainer, sources, options=vars(options) | {"seed": _SEED}), encoding="utf-8")
    curves_of(trainer.history).savefig(record.with_suffix(".png"), dpi=110)


def _train(
    trainer: Trainer, sources: Sources, options: argparse.Namespace, look: Callable[[], dict[str, float]]
) -> None:
    pool = Pool(sources, capacity=options.capacity, workers=options.workers, seed=_SEED)
    try:
        trainer.run(pool, look=look, look_every=options.look_every)
    finally:
        pool.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path, required=True, help="pendigits.npz")
    parser.add_argument("--fonts", type=Path, required=True, help="where npm put node_modules/@fontsource")
    parser.add_argument("--work", type=Path, default=Path("runs/finder"), help="checkpoints")
    parser.add_argument("--minutes", type=float, default=95, help="of training, interruptions left out")
    parser.add_argument("--batch", type=int, default=_BATCH)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--workers", type=int, default=1, help="processes that draw")
    parser.add_argument("--capacity", type=int, default=_CAPACITY, help="crops in stock")
    parser.add_argument("--look-every", type=float, default=300, help="seconds between looks at validation")
    parser.add_argument("--start", type=Path, help="an ONNX file of the finder to start from")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    return options


if __name__ == "__main__":
    main()
