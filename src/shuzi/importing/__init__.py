"""Model files of others: a fixed list of layers and their weights, read without Keras and without running anything."""
