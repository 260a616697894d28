"""Everything about a network that is not training.

`architecture` is what its layers are, `layout` how their weights lie, in Keras and in ONNX. Of the ONNX file,
`onnx_writer` writes it; `protobuf` and `graph` read it; `graph_check` and `graph_shapes` refuse what `onnx_writer`
would not have written. `onnx_runtime` runs it: `classifier` for single digits, which `golden` asks what it must answer,
and by `many` for a thousand and more. `committee` makes one network of several. `kernels.js` computes one in a browser.
`run_file` opens a file of a folder that somebody else may have made.
"""
