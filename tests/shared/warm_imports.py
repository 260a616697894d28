"""What the process that `warm` forks from has imported; it computes nothing, so that it has no thread but one."""

from shuzi.cli.terminal import quiet_imports

with quiet_imports():
    import cv2
    import matplotlib.pyplot
    import onnx
    import onnxruntime

    import shuzi.cli
    import shuzi.run.train
    import shuzi.run.verify

__all__ = ["cv2", "matplotlib", "onnx", "onnxruntime", "shuzi"]
