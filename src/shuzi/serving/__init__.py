"""The page and the API on this machine: `shuzi serve`. Nothing here reaches Keras or TensorFlow.

A request's way: `server` listens and reads heads, `guard` says who may ask and `body` how much, `app` finds the route
in `routes`, which asks one of the `services`: the `models`, whose images `batching` runs together, the `page_reader`,
the `form_sheets`, the teacher of `teaching` (what it changed is in `lesson_figures`) or the trainer of `trainings`,
which train in a `training_process`, one at a time. `schemas`, `schemas_forms` and `schemas_training` describe the JSON,
`refusals` says no, `metrics` counts, and `settings` says how much is taken on. `web` is the page.

Programs around language models are served apart: `mcp_server` speaks their protocol and describes the tools,
`mcp_tools` does what they ask.
"""
