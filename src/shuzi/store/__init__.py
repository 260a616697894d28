"""Runs on disk: a folder with a model, what was measured of it, and how it was made."""
