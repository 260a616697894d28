"""Any image, opened safely: `image_file.open_raster` gives upright RGB pixels or one clear error.

`formats` tells what a file is by its content; `jpeg`, `png`, `tiff`, `webp` and `bmp` take it apart, so that decoders
see nothing but pixels; `raster` turns it upright, onto white, and makes it as small as it may be.
"""
