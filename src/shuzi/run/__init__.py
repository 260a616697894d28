"""Whole runs: train one, go on with one, or make one again to see whether it comes out the same."""

from shuzi.run.train import resume as resume
from shuzi.run.train import train as train
from shuzi.run.verify import verify as verify
