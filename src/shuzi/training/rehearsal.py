"""Mix MNIST into a person's few images, so that a network does not forget other hands."""

import numpy as np

from shuzi.data.mnist import load_mnist
from shuzi.digits import Split


def with_rehearsal(split: Split, count: int, seed: int) -> Split:
    """Return the images, repeated until they are as many as what is mixed in, and so many of MNIST's training images.

    Args:
        split: a person's own images.
        count: of MNIST's; 0 gives the split as it is.
        seed: decides which.
    Source: rehearsal against forgetting, Robins, Catastrophic Forgetting, Rehearsal and Pseudorehearsal, 1995.
    """
    if count == 0:
        return split
    mnist = load_mnist().train
    chosen = np.random.default_rng([seed, len(split.labels)]).choice(len(mnist.labels), count, replace=False)
    times = max(1, count // len(split.labels))
    return Split(
        np.concatenate([*[split.images] * times, mnist.images[chosen]]),
        np.concatenate([*[split.labels] * times, mnist.labels[chosen]]),
    )
