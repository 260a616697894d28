"""The pages that the finder learns from, drawn as the world writes: the order of the parts.

`hands` holds strokes of real people, `thinning` makes strokes of MNIST's images, `glyphs` holds letters, signs and print
from fonts; `writing` lays them out as a page would, `marks` adds what is no writing, `paper` is what lies beneath, and
`camera` is what lies between the sheet and the file. `crop` puts all of it together.
"""
