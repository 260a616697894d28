"""The close-up's training: views of what the finder detects on drawn crops, and the network that judges them."""
