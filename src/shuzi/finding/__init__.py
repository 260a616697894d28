"""Where the digits are on a picture, which they look like to the finder, and which pixels are their ink.

`looks` mixes the page's colours to grey, and makes it as large as a look wants it; `network` is the finder, a small
fully convolutional network, and `closeup` two still smaller ones that see one place at a time; `find` looks coarsely,
then closer (`seen` is what one look shows), lets the looks agree (`agreement`) on places (`place`), and takes a
close-up of each; `turns` notices a page that lies on its side; `frames` brings the ink of each digit into MNIST's
frame; `single` does it for images of one digit.

Numbers that name no record were set by hand while the finder was built, on drawn pages and on the photos that the
record calls development figures; what all of them reach together is in benchmarks/results/2026-11-30-reading.md.
"""
