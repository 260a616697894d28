"""The page and the API on this machine: `shuzi serve`. Nothing here reaches Keras or TensorFlow.

A request's way: `server` listens, `protocol` reads heads, `guard` says who may ask and `body` how much, `app` finds the
route in `routes`, which asks one of the `services`: the `models`, whose images `batching` runs together, the
`page_reader`, the teacher of `teaching` or the trainer of `trainings`, which train in a `training_process`, one at a
time. `schemas` describes the JSON, `refusals` says no, `metrics` counts, and `settings` says how much is taken on.
`web` is the page.
"""
