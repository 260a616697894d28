"""Arithmetic done by hand gives the network's own numbers."""

import numpy as np
import pytest

from shuzi.explaining.by_hand import convolve, window_sum, winners
from shuzi.explaining.inside import Inside

FINE = 1e-5


@pytest.mark.parametrize("network", ["note", "best"])
def test_a_map_by_hand_is_the_network_s(network, one, request):
    for stage in Inside(request.getfixturevalue(network)[1], one).stages:
        for number in (0, 5):
            padding = stage.layer.config["padding"]
            found = convolve(stage.seen, stage.kernel[..., number], float(stage.bias[number]), padding=padding)
            assert found.shape == stage.sums.shape[:2]
            assert np.abs(found - stage.sums[..., number]).max() < FINE * max(1, np.abs(stage.sums).max())


@pytest.mark.parametrize("place", [(0, 0), (13, 14), (27, 27), (0, 27)])
def test_one_number_by_hand_is_the_network_s(shipped, one, place):
    stage = Inside(shipped, one).stages[0]
    for number in range(32):
        window = window_sum(stage.seen, stage.kernel[..., number], float(stage.bias[number]), place, padding="same")
        assert window.total == pytest.approx(float(stage.sums[(*place, number)]), abs=FINE)
        assert window.products.sum() + stage.bias[number] == pytest.approx(window.total, abs=FINE)


def test_padding_is_zeros_and_is_told(shipped, one):
    stage = Inside(shipped, one).stages[0]
    window = window_sum(stage.seen, stage.kernel[..., 0], 0.0, (0, 27), padding="same")
    assert window.outside.tolist() == [[True, True, True], [False, False, True], [False, False, True]]
    assert not window.pixels[window.outside].any()


def test_without_padding_the_map_is_the_middle_of_the_padded_one(shipped, one):
    stage = Inside(shipped, one).stages[0]
    kernel, bias = stage.kernel[..., 3], float(stage.bias[3])
    padded, inner = (convolve(stage.seen, kernel, bias, padding=padding) for padding in ("same", "valid"))
    assert inner.shape == (26, 26)
    assert np.allclose(inner, padded[1:-1, 1:-1], atol=1e-6)


@pytest.mark.parametrize("network", ["note", "best"])
def test_winners_are_what_the_pooling_lets_through(network, one, request):
    for stage in Inside(request.getfixturevalue(network)[1], one).stages:
        if stage.pooling is None or stage.pooled is None:
            continue
        for number in (0, 7):
            best = winners(stage.maps[..., number], stage.pooling)
            assert best.shape[:2] == stage.pooled.shape[:2]
            assert np.array_equal(stage.maps[best[..., 0], best[..., 1], number], stage.pooled[..., number])
            assert (best // 2 == np.stack(np.indices(best.shape[:2]), axis=2)).all()
