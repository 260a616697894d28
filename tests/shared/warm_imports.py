"""What the process that `warm` forks from has imported; it computes nothing, so that it has no thread but one."""

from shuzi.cli.quiet import quiet_imports

with quiet_imports():
    import cv2
    import matplotlib.pyplot
    import onnx
    import onnxruntime

    import shuzi.cli
    import shuzi.run
    import shuzi.training.warm_up

__all__ = ["cv2", "matplotlib", "onnx", "onnxruntime", "shuzi"]
