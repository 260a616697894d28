"""Images of digits with their labels: MNIST, verified to the byte, or a folder of one's own.

`dataset` is what a run trains on: `mnist`, or a `folder`, in whatever layout `own` knows. MNIST's files are what
`canonical` says; they come from `cache`, from other `files` on this machine, or by `download`, in the order of
`sources`.
"""
