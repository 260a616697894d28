"""Trained models at work, on ONNX Runtime alone."""
