"""How a network learns: loss, gradient and step, computed by hand, and the pictures of them.

`chain` is a network as plain arrays, `step` computes forward, back and one step of it; `lesson` is what all pictures
are drawn of, and `pictures` lists them in the order of the chapter: a file `draw_NAME` each.
"""
