"""Training: a recipe and images in, a network with weights out."""
