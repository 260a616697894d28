"""Images of digits with their labels: MNIST, verified to the byte, or a folder of one's own."""
