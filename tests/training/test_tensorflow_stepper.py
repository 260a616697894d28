"""Many steps in one call are the same steps as one by one."""

import dataclasses

import numpy as np
import pytest

from shuzi.training.batches import Batches
from shuzi.training.networks import build_network

tensorflow = pytest.importorskip("shuzi.training.steppers.tensorflow")


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_steps_together_are_the_steps_one_by_one_to_the_bit(few, standard, precision):
    recipe = dataclasses.replace(standard, batch_size=30)
    batches = Batches(few.train, recipe, seed=1)
    taken = [batches.batch(1, step) for step in range(8)]
    rates = [0.01 * (step + 1) for step in range(8)]

    def trained(calls):
        network = build_network("note", seed=2, batch_norm=True, precision=precision)
        stepper = tensorflow.TensorFlowStepper(network, recipe)
        told = [result for call in calls for result in stepper.run(taken[call], rates[call])]
        weights = stepper.read()
        return told, [*weights.network, *weights.velocities]

    together, apart = trained([slice(0, 8)]), trained([slice(step, step + 1) for step in range(8)])
    assert together[0] == apart[0]
    assert all(np.array_equal(*pair) for pair in zip(together[1], apart[1], strict=True))
    assert len({result.loss for result in together[0]}) == 8
