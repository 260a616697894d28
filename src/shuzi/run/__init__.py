"""Whole runs: train one, go on with one, make one again to see whether it comes out the same, or import one.

`request` is what is asked for, looked at before anything slow begins; `train` carries it out by `carry_out`, and
`publish` writes the run. `committee` trains several and joins them, `verify` makes a run again, `import_model` makes
one of somebody else's model, and `steered` trains for another program, such as the page. `race` lets `contenders`
train against the clock.
"""
