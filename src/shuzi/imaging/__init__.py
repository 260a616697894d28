"""Pictures, before any network looks at them.

Opening: `image_file.open_raster` gives upright RGB pixels of any image, or one clear error. `formats` tells what a file
is by its content; `jpeg`, `png`, `tiff`, `webp` and `bmp` take it apart, so that decoders see nothing but pixels,
within `limits`; what they give is a `source` of strips, which `raster` turns upright, onto white, and makes as small as
it may be.

`framing` brings the ink of a digit into the frame that MNIST's digits have. Where a digit is and which pixels are its
ink is told by `shuzi.finding`.
"""
