"""What single pictures choose to show."""

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.text import Text

from shuzi.explaining.feature_maps import draw_filters, draw_maps
from shuzi.explaining.flattening import contributions, strongest_lines
from shuzi.explaining.inside import Inside
from shuzi.explaining.learning.draw_activation import draw_activation
from shuzi.explaining.learning.draw_start import draw_start
from shuzi.explaining.learning.lesson import lesson
from shuzi.explaining.occlusion import draw_occlusion
from shuzi.explaining.orientation import draw_orientation, opposite_filters, shifted
from shuzi.explaining.parameters import draw_parameters
from shuzi.explaining.pooling import change, pooled_stage
from shuzi.explaining.sheet import Scene, corner, mosaic, percent, short
from shuzi.explaining.words import texts


def test_the_two_filters_answer_the_two_edges_of_the_stroke(shipped, one):
    stage = Inside(shipped, one).stages[0]
    left, right = opposite_filters(stage)
    ink = one.astype(float)
    columns = np.arange(28)
    centre = (ink.sum(axis=0) * columns).sum() / ink.sum()
    places = [(stage.maps[..., number].sum(axis=0) * columns)[3:25].sum() for number in (left, right)]
    sums = [stage.maps[..., number][:, 3:25].sum() for number in (left, right)]
    assert places[0] / sums[0] < centre < places[1] / sums[1]


def test_a_shifted_digit_gives_the_same_numbers_elsewhere(shipped, one):
    moved, move = shifted(one)
    assert move != 0
    assert moved.sum() == one.sum()
    before, after = (Inside(shipped, digit).stages[0].maps for digit in (one, moved))
    inner = slice(6, 22)
    assert np.allclose(before[:, inner], np.roll(after, -move, axis=1)[:, inner], atol=1e-5)


def test_a_digit_without_margin_is_not_moved():
    full = np.full((28, 28), 9, np.uint8)
    assert shifted(full)[1] == 0


def test_nothing_changes_between_a_digit_and_itself(shipped, one):
    stage = pooled_stage(Inside(shipped, one))
    assert change(stage, stage) == (0, 0)


def test_pooling_forgets_part_of_a_shift_by_one_pixel(shipped, one):
    stages = [pooled_stage(Inside(shipped, digit)) for digit in (one, np.roll(one, 1, axis=1))]
    changed = change(*stages)
    assert changed.after < changed.before


def test_contributions_and_bias_add_up_to_a_neuron(shipped, one):
    for joined in Inside(shipped, one).joined:
        assert np.allclose(contributions(joined).sum(axis=0) + joined.bias, joined.sums, atol=1e-4)


@pytest.mark.parametrize("network", ["note", "best"])
def test_the_drawn_lines_are_those_to_the_answer_and_the_runner_up(network, one, request):
    _, model = request.getfixturevalue(network)
    inside = Inside(model, one)
    lines = strongest_lines(inside)
    assert len(lines[-1]) == 32
    adds = np.abs(contributions(inside.joined[-1]))
    for digit in (int(inside.answer.digits[0]), inside.runner_up):
        sources = [source for source, unit in lines[-1] if unit == digit]
        others = np.setdiff1d(np.arange(len(adds)), sources)
        assert len(sources) == 16
        assert adds[sources, digit].min() >= adds[others, digit].max()
    for before, after in pairwise(lines):
        assert {unit for _, unit in before} == {source for source, _ in after}


def test_why_says_what_the_strongest_cover_does(shipped, one):
    figure = draw_occlusion(Scene(shipped, Inside(shipped, one), 1, texts("en"), None))
    said = [axes.get_xlabel() for axes in figure.axes if "covered there" in axes.get_xlabel()]
    for digit, label in zip((1, 4), said, strict=True):
        row, column = map(int, re.findall(r"row (\d+), column (\d+)", label)[0])
        covered = one.copy()
        covered[row - 3 : row + 2, column - 3 : column + 2] = 0  # the picture counts from 1, as the page does
        before, after = (percent(float(shipped.predict(image).probabilities[0, digit])) for image in (one, covered))
        assert label.endswith(f"the {digit} goes from {before} to {after}")


def test_every_map_stands_in_the_mosaic_where_its_corner_says():
    maps = np.arange(2 * 3 * 5, dtype=np.float32).reshape(2, 3, 5)
    picture = mosaic(maps, columns=2, gap=1)
    assert picture.shape == (3 * 3 + 1, 2 * 4 + 1)
    assert picture.count() == maps.size
    for number in range(5):
        top, left = corner(number, (2, 3), columns=2, gap=1)
        assert np.array_equal(picture[top : top + 2, left : left + 3], maps[..., number])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (253, "253"), (-1.234, "−1.23"), (0.5, "0.500"), (-0.00604, "−0.0060"), (31.26, "31.3"), (2, "2")],
)
def test_numbers_are_short(value, text):
    assert short(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.5, "50.0%"), (0.99999, "> 99.9%"), (1, "100.0%"), (0.0001, "< 0.1%"), (0, "0.0%")]
)
def test_percentages_never_round_to_all_or_nothing(share, text):
    assert percent(share) == text


def test_places_are_counted_from_1_as_on_the_page(shipped, one):
    said = [
        axes.get_xlabel() for axes in draw_orientation(Scene(shipped, Inside(shipped, one), 1, texts("en"), None)).axes
    ]
    stage = Inside(shipped, one).stages[0]
    for number in opposite_filters(stage):
        row, column = np.unravel_index(int(stage.maps[..., number].argmax()), (28, 28))
        assert any(label.startswith(f"({row + 1}, {column + 1}): ") for label in said)


def test_chinese_pictures_call_layers_what_the_page_calls_them(shipped, one):
    scene = Scene(shipped, Inside(shipped, one), 1, texts("zh-TW"), None)
    drawn = [draw_filters(scene), *(figure for _, figure in draw_maps(scene))]
    drawn.append(draw_parameters(scene.inside.architecture, scene.words))
    learnt = lesson(scene)
    drawn += [draw_start(learnt), draw_activation(learnt)]
    said = "\n".join(text.get_text() for figure in drawn for text in figure.findobj(Text))
    assert {"卷積 1", "卷積 2", "卷積 3", "全連接 1", "全連接 2"} <= set(re.findall(r"(?:卷積|全連接) \d", said))
    assert re.findall(r"(?:conv|dense|relu)_\d", said) == []
