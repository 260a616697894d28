"""The page and the API on this machine: `shuzi serve`. Nothing here reaches Keras or TensorFlow."""
