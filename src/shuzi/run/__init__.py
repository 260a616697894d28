"""Whole runs: train one, go on with one, make one again to see whether it comes out the same, or import one."""

from shuzi.run.import_model import import_model as import_model
from shuzi.run.train import resume as resume
from shuzi.run.train import train as train
from shuzi.run.verify import verify as verify
