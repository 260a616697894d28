"""Model files of others: a fixed list of layers and their weights, read without Keras and without running anything.

`network` leads. `container` opens the files (`other_formats` says what is none of Keras's); their JSON goes through
`strict_json`, `chain`, `keras1`, `translate`, `input_image` and `ending`; their numbers through `hdf5_tree`,
`hdf5_file` and `weights`. `folding` makes a network with fewer layers of it.
"""
