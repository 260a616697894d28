"""Trained models in other formats, each proved to answer as the trained one does."""
