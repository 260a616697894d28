"""What all tests share."""

import pytest

from shuzi.data.mnist import Mnist, load_mnist


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    """Real MNIST, out of the user's cache once it is there."""
    return load_mnist()
