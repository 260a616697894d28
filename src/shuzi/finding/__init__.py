"""Where the digits are on a picture, which they look like to the finder, and which pixels are their ink.

`looks` mixes the page's colours to grey, and makes it as large as a look wants it; `network` is the finder, a small
fully convolutional network, with two still smaller ones for close-ups, which see one place at a time; `find` looks
coarsely, then closer (`seen` is what one look shows), lets the looks agree (`agreement`) on each `detection`, takes a
close-up of it, and asks what stands around it (`context`); `turns` notices a page on its side; `frames` brings the ink
of each digit into MNIST's frame; `single` does it for images of one digit, `sign` for those of one sign.

Numbers that name no record were set by hand while the finder was built, on drawn pages and on the photos that the
record calls development figures; what all of them reach together is in benchmarks/results/2026-11-30-reading.md.
"""
