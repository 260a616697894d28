"""Pages of MNIST's digits on simple paper, for tests and figures; what the finder learns from, `drawn_pages` draws."""
