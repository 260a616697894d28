"""Runs on disk: a folder with a model, what was measured of it, and how it was made.

`training_folder` is a run's folder while it is trained, `checkpoint` what can be gone on from; `folder` is the finished
one. In it lie `card` (whose values `card_check` believes no stranger), `history` and `report_page`. `model` runs it,
`trained_network` is its layers and weights, and `run_images` are those that it was trained on. `saved_layers` tells the
layers of any model file, `printable` is text that names files.
"""
