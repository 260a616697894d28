"""Keras is handed names and numbers alone, whatever the layers of a run say."""

import pytest

from shuzi.errors import ArchitectureError
from shuzi.exporting.rebuild import rebuild
from shuzi.network.architecture import Architecture, Layer

OBJECT = {"module": "keras.layers", "class_name": "Lambda", "config": {}, "registered_name": None}


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("Activation", {"activation": OBJECT}),
        ("Activation", {"activation": "hard_sigmoid"}),
        ("Dropout", {"rate": OBJECT}),
        ("Dropout", {"rate": -3}),
        ("Dropout", {"rate": "\x1b[2J"}),
        ("BatchNormalization", {"epsilon": OBJECT}),
        ("LeakyReLU", {"negative_slope": float("nan")}),
        ("Rescaling", {"scale": [OBJECT], "offset": 0}),
        ("Rescaling", {"scale": [[[1] * 9] * 9] * 9, "offset": 0}),
    ],
)
def test_a_setting_that_is_more_than_a_name_or_a_number_is_refused(kind: str, config: dict) -> None:
    shape = (28, 28, 1)
    with pytest.raises(ArchitectureError, match=f"the {kind} layer odd cannot be built") as refused:
        rebuild(Architecture("odd", shape, (Layer("odd", kind, config, shape, shape, 0),)), {})
    assert str(refused.value).isprintable()
