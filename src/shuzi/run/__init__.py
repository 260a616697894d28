"""Whole runs: train one, go on with one, make one again to see whether it comes out the same, or import one."""
