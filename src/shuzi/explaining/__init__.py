"""Pictures, tables and arithmetic that let a person see inside.

`look` shows one digit as numbers, text or a picture, `sample` a few with their answers, `arithmetic` where parameters
come from. `explain` writes the pictures of one digit on its way through a network, and a page that leads through them:
`inside` is what the network computes for the digit, `by_hand` the same done slowly and plainly, `sheet` what all
pictures share, and `pictures` lists them in their order: `convolution`, `orientation`, `pooling`, `flattening`,
`parameters`, `feature_maps`, `occlusion`, `neighbours`, `training_seen`, and those of `learning`.
What they say is in `words`.
"""
