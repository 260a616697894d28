"""Pictures, before any network looks at them.

Opening: `image_file.open_raster` gives upright RGB pixels of any image, or one clear error; `document` gives all pages
of a file that may have several. `formats` tells what a file is by its content; `jpeg`, `png`, `tiff`, `webp` and `bmp`
take it apart, so that decoders see nothing but pixels, within `limits` and with Pillow kept strict by `pillow_guard`;
`pdf` has pages drawn by a `pdf_process`. What they give is a `source` of strips, which `raster` turns upright (as
`orientation` reads from EXIF), onto white, and makes as small as it may be.

`folders` tells which files of a folder are meant. `resize` and `framing` change pixels: to another size, and into the
frame that MNIST's digits have. Where a digit is and which pixels are its ink is told by `shuzi.finding`.
"""
