"""The networks that are trained, as Keras models, and the layers that make their training fast."""
