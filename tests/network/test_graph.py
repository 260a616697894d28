"""Leaving outputs out of an ONNX file changes nothing else, and a broken file is refused."""

import contextlib
import random

import numpy as np
import onnx
import onnxruntime
import pytest

from shuzi.errors import RunError
from shuzi.network.classifier import Classifier
from shuzi.network.graph import keep_outputs
from shuzi.store.model import PRETRAINED

MODEL = (PRETRAINED / "model.onnx").read_bytes()


@pytest.fixture(scope="module")
def lean():
    return keep_outputs(MODEL, {"probabilities"})


def test_only_the_named_outputs_are_left(lean):
    assert [output.name for output in onnx.load_from_string(lean).graph.output] == ["probabilities"]


def test_what_is_left_is_a_sound_model(lean):
    onnx.checker.check_model(lean, full_check=True)


def test_answers_are_the_same_without_the_other_outputs(lean, mnist):
    inputs = {"images": mnist.test.images[:50, :, :, None].astype(np.float32)}
    answers = [onnxruntime.InferenceSession(kept).run(["probabilities"], inputs)[0] for kept in (MODEL, lean)]
    assert np.allclose(*answers, atol=1e-6)


def test_keeping_every_output_changes_not_a_byte():
    names = {output.name for output in onnx.load_from_string(MODEL).graph.output}
    assert keep_outputs(MODEL, names) == MODEL


@pytest.mark.parametrize("cut", range(0, len(MODEL), len(MODEL) // 50))
def test_a_file_that_ends_early_is_refused_and_never_crashes(cut, tmp_path):
    (tmp_path / "model.onnx").write_bytes(MODEL[:cut])
    with pytest.raises(RunError):
        Classifier(tmp_path / "model.onnx")


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_raise_nothing_but_a_run_error(seed):
    dice = random.Random(seed)
    for _ in range(10):
        damaged = bytearray(MODEL)
        # The outputs and what follows them stand at the end, the frame at the start.
        for place in (dice.randrange(40), len(MODEL) - 1 - dice.randrange(900)):
            damaged[place] = dice.randrange(256)
        with contextlib.suppress(RunError):
            keep_outputs(bytes(damaged), {"probabilities"})


@pytest.mark.parametrize("content", [b"\x3b", b"\x3a\x05ab", b"\x80" * 100, b"\x39abc", b"\x3d", b"hello, world"])
def test_what_is_no_protocol_buffer_is_refused(content):
    with pytest.raises(RunError, match="copy the run again"):
        keep_outputs(content, {"probabilities"})


def test_a_name_that_is_no_text_is_left_out():
    output = b"\x0a\x02\xff\xfe"  # ValueInfoProto with a name of two bytes
    graph = b"\x62" + bytes([len(output)]) + output
    assert keep_outputs(b"\x3a" + bytes([len(graph)]) + graph, {"probabilities"}) == b"\x3a\x00"
