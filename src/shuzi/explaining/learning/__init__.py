"""How a network learns: loss, gradient and step, computed by hand, and the pictures of them."""
