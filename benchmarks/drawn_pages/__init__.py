"""The pages that the finder learns from, drawn as the world writes: the order of the parts.

`hands` holds strokes of real people, `thinning` makes strokes of MNIST's images, `glyphs` holds letters, signs and
print from fonts; `writing` lays them out as a page would, `paper` is what lies beneath, and `camera` is what lies
between the sheet and the file. `crop` puts all of it together, into what the finder is trained on.

`page` draws whole pages in colour, which a reader is measured on: `alone`, `rows` and `mixed` say what each kind of
page holds, with a `draft` of it in hand; `colours` and `photo` turn the draft into the pixels of a file.
"""
