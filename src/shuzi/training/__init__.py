"""Training: a recipe and images in, a network with weights out.

`fit` leads. `networks` builds, with the layers of `fast_layers`; `batches` gives what a step learns from, out of
`added_images` and `augmentation`; `steppers` takes the steps on Keras's backend, which `backend` sets up, as fast as
`schedule` says. `journal` and `snapshots` note what comes, `watcher` hears of it; `watchdog` stops what does not learn,
and `diagnosis` says why; `interruption` is Ctrl-C. `folding` makes the finished network, or begins from one.
"""
