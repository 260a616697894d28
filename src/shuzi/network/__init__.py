"""Everything about a network that is not training.

`architecture` is what its layers are, `layout` how their weights lie, in Keras and in ONNX. Of the ONNX file,
`onnx_writer` writes it; `protobuf`, `graph` and `graph_outputs` read it; `graph_check` and `graph_shapes` refuse what
`onnx_writer` would not have written, within `limits`. `onnx_runtime` runs it: `classifier` for single digits, which
`golden` asks what it must answer.
"""
