"""What the process that `warm` forks from has imported; it computes nothing, so that it has no thread but one."""

from shuzi.machine import quiet_libraries

with quiet_libraries():
    import cv2
    import matplotlib.pyplot
    import onnx
    import onnxruntime

    import shuzi.cli
    import shuzi.run.train
    import shuzi.run.verify

__all__ = ["cv2", "matplotlib", "onnx", "onnxruntime", "shuzi"]
