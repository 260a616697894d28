"""The close-up's training: views of places that the finder names on drawn crops, and the network that judges them."""
