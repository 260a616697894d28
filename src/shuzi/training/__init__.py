"""Training: a recipe and images in, a network with weights out.

`fit` leads. `networks` builds, with the layers of `fast_layers`; `batches` says what a step learns from, out of
`added_images` and `augmentation`, and how fast; `steppers` takes the steps on Keras's backend, which `backend` sets up.
`journal` notes what comes, `moment` is the network between two steps, `watcher` hears of both; `watchdog` stops what
`diagnosis` says does not learn, with the reason; `interruption` is Ctrl-C. `folding` makes the finished network, or
begins from one.
"""
