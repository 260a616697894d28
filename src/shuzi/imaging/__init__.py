"""Pictures, before any network looks at them.

Opening: `image_file.open_raster` gives upright RGB pixels of any image, or one clear error. `formats` tells what a file
is by its content; `jpeg`, `png`, `tiff`, `webp` and `bmp` take it apart, so that decoders see nothing but pixels;
`raster` turns it upright, onto white, and makes it as small as it may be.

Ink: `light` evens out shadows, `ink` tells ink from paper, `rules` takes printed lines off, `marks` are what is left,
`framing` brings a mark into MNIST's frame, and `single` does all of it for images of one digit.
"""
