"""Where the digits are on a picture, what they look like to a small network, and which pixels are their ink."""
