"""Filled forms as a phone sees them: what reading forms is measured on.

`blank` prints five forms and says where their fields are, `filled` writes answers into them with digits of MNIST's
training images that the finder and the reader were not trained on, and `phone` photographs the sheets badly.
"""
