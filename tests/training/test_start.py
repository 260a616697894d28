import dataclasses

import numpy as np
import pytest

import shuzi
from shuzi.digits import add_channel
from shuzi.errors import UsageError
from shuzi.recipes import find_recipe
from shuzi.training.folding import fold, set_start
from shuzi.training.networks import build_network


def test_starting_and_finishing_at_once_gives_the_same_model(mnist):
    """Undoing what finishing did and finishing again are exact, up to rounding."""
    model, recipe = shuzi.load(), find_recipe("adapt")
    network = build_network(recipe.network, seed=3)
    set_start(network, model.weights(), recipe)
    again = fold(network, recipe)
    images = mnist.test.images[:100]
    answers = again.predict(add_channel(images).astype(np.float32), verbose=0)
    np.testing.assert_allclose(answers, model.predict(images).probabilities, atol=1e-4)


def test_a_model_of_another_network_is_refused():
    recipe = dataclasses.replace(find_recipe("adapt"), network="best")
    with pytest.raises(UsageError, match="other layers"):
        set_start(build_network("best", seed=0), shuzi.load().weights(), recipe)


def test_a_recipe_with_batch_normalisation_cannot_go_on_from_a_model():
    with pytest.raises(UsageError, match="adapt"):
        set_start(build_network("note", seed=0), shuzi.load().weights(), find_recipe("standard"))
