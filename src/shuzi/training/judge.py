"""Train the judge: a small network that tells single digits from all other marks on a page."""

from collections.abc import Callable

import keras
import numpy as np

from shuzi.digits import INPUT_SHAPE, NUM_CLASSES, Split
from shuzi.drawing.digits import draw_digits, rewrite_digits
from shuzi.drawing.marks import draw_groups, draw_marks
from shuzi.recipes import Augmentation
from shuzi.recipes.recipe import UNIT_VARIANCE
from shuzi.training.augmentation import augment
from shuzi.training.precision import fastest_precision

NO_DIGIT = NUM_CLASSES
"""The class of everything that is no digit, after the ten digits."""

SEVERAL = NUM_CLASSES + 1
"""The class of several digits that touch."""

_EPOCHS = 7
_BATCH = 128
_CHUNK = 20_000
_DRAWN_DIGITS = 40_000
_MARKS = 70_000
_GROUPS = 35_000
_HANDS = Augmentation(degrees=12, shear=0.2, stretch=0.15, shift=1.5, thickness=0.7, bend=0.5)
_LITTLE = Augmentation(degrees=6, shear=0.1, stretch=0.08, shift=1.5, thickness=0.4, bend=0.3)


def train_judge(split: Split, *, seed: int, told: Callable[[str], None]) -> keras.Model:
    """Return the judge: float32 images (n, 28, 28, 1) from 0 to 255 to probabilities (n, 12).

    The first ten classes are the digits, then come what is no digit, and several digits that touch. It learns from
    these digits, as they are and written with other pens, from digits that are drawn by strokes, and from marks that
    the program draws.

    Args:
        split: MNIST's training images.
        seed: of all draws; the same seed on the same machine gives the same network.
        told: hears a line after every epoch.
    """
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    drawn = draw_digits(_DRAWN_DIGITS, random)
    digits = np.concatenate([split.images, rewrite_digits(split.images, random), drawn.images])
    kinds = np.concatenate([split.labels, split.labels, drawn.labels])
    marks = np.concatenate([draw_marks(digits, _MARKS, random), draw_groups(digits, _GROUPS, random)])
    labels = np.concatenate([kinds, np.full(_MARKS, NO_DIGIT), np.full(_GROUPS, SEVERAL)])
    model = _network()
    steps = _EPOCHS * -(-len(labels) // _BATCH)
    rate = keras.optimizers.schedules.CosineDecay(0.0, steps - 500, warmup_target=2e-3, warmup_steps=500)
    model.compile(
        keras.optimizers.Adam(rate),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    for epoch in range(_EPOCHS):
        images = np.concatenate([augment(digits, _HANDS, random), augment(marks, _LITTLE, random)])
        order = random.permutation(len(labels))
        seen = []
        for start in range(0, len(order), _CHUNK):
            part = order[start : start + _CHUNK]
            inputs = images[part][..., None].astype(np.float32) * UNIT_VARIANCE
            history = model.fit(inputs, labels[part], batch_size=_BATCH, shuffle=False, verbose=0)
            seen.append(history.history["accuracy"][0])
        told(f"epoch {epoch + 1}/{_EPOCHS}: {np.mean(seen):.2%} of the marks told right")
    return _on_plain_pixels(model)


def _network(precision: str | None = None) -> keras.Model:
    policy = keras.DTypePolicy(precision or fastest_precision())
    layers: list[keras.Layer] = [keras.Input(INPUT_SHAPE, name="images")]
    for number, filters in enumerate((20, 40, 80), 1):
        layers.append(keras.layers.Conv2D(filters, 3, padding="same", dtype=policy, name=f"conv_{number}"))
        layers.append(keras.layers.Activation("relu", dtype=policy, name=f"relu_{number}"))
        layers.append(keras.layers.MaxPooling2D(2, dtype=policy, name=f"pool_{number}"))
    layers.append(keras.layers.Flatten(dtype=policy, name="flatten"))
    layers.append(keras.layers.Dense(96, dtype=policy, name="dense_1"))
    layers.append(keras.layers.Activation("relu", dtype=policy, name="relu_4"))
    layers.append(keras.layers.Dense(NUM_CLASSES + 2, dtype=policy, name="dense_2"))
    layers.append(keras.layers.Activation("softmax", dtype="float32", name="softmax"))
    return keras.Sequential(layers, name="judge")


def _on_plain_pixels(trained: keras.Model) -> keras.Model:
    weights = trained.get_weights()
    weights[0] = weights[0] * UNIT_VARIANCE
    model = _network("float32")
    model.set_weights(weights)
    return model
