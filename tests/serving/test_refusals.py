"""Every refusal has one form, and the page has a sentence for each in its own language."""

import json
import re
from pathlib import Path

import pytest

import shuzi.serving
from shuzi.serving.refusals import Refusal, code_of, code_of_failure, refusal_of
from shuzi.serving.routes.page import web_files
from shuzi.serving.training_process import TrainingFailed

SERVING = Path(shuzi.serving.__file__).parent
CODE = re.compile(r'code="(\w+)"|\(\d{3}, "(\w+)"\)|^    \d{3}: "(\w+)",$', re.MULTILINE)

FOR_PROGRAMS = {
    "token_right",
    "bad_class_count",
    "loads_itself",
    "no_such_output",
    "no_such_version",
}
"""Codes that only programs get to see, since the page never asks for such a thing."""


def codes() -> set[str]:
    """Return every code that stands in the server's source."""
    texts = [path.read_text(encoding="utf-8") for path in SERVING.rglob("*.py") if path.name != "schemas.py"]
    return {next(filter(None, found)) for text in texts for found in CODE.findall(text)}


def test_the_page_has_a_chinese_sentence_for_every_code():
    text = web_files()["words/refusals.js"].content.decode()
    translated = set(re.findall(r"^    (\w+): ", text, re.MULTILINE))
    assert len(codes()) > 20
    assert codes() - FOR_PROGRAMS - translated == set()


def test_a_refusal_says_what_it_counts():
    refusal = Refusal(409, "there are 3", code="too_few_digits", values={"count": 3})
    assert json.loads(refusal.response().body) == {
        "error": "there are 3",
        "code": "too_few_digits",
        "values": {"count": 3},
    }


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (shuzi.errors.ImageShapeError("x"), 422, "image_shape"),
        (shuzi.errors.ImageError("x"), 422, "image_not_readable"),
        (shuzi.errors.DataUnavailableError("x"), 409, "data_unavailable"),
        (shuzi.errors.LabelledFolderError("x"), 409, "data_not_usable"),
        (shuzi.errors.RunError("x"), 409, "run_damaged"),
        (shuzi.errors.OutputError("x"), 507, "cannot_write"),
        (shuzi.errors.TrainingError("x"), 500, "fault"),
    ],
)
def test_shuzis_own_errors_have_codes(error, status, code):
    refusal = refusal_of(error)
    assert (refusal.status, refusal.code) == (status, code)


def test_what_ends_a_training_has_a_code_wherever_it_happens():
    assert code_of_failure(TrainingFailed("MNIST is nowhere", "DataUnavailableError")) == "data_unavailable"
    assert code_of_failure(TrainingFailed("no images", "LabelledFolderError")) == "data_not_usable"
    assert code_of_failure(TrainingFailed("killed")) == "training_failed"
    assert code_of_failure(shuzi.errors.RunError("x")) == "run_damaged"
    assert code_of_failure(OSError("disk full")) == "cannot_write"


def test_a_status_without_a_word_of_its_own_has_one():
    assert (code_of(418), code_of(599)) == ("bad_request", "fault")


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("GET", "/api/model?name=nonesuch", None, "", 404, "no_such_model"),
        ("GET", "/web/nonesuch.js", None, "", 404, "not_found"),
        ("GET", "/api/mistakes?true=99&answer=1", None, "", 422, "bad_input"),
        ("POST", "/api/learn", "{}", "text/plain", 400, "wrong_type"),
        ("POST", "/api/corrections", '{"label": 3}', "application/json", 422, "bad_input"),
        ("POST", "/api/predict", b"x", "application/octet-stream", 422, "image_shape"),
        ("POST", "/api/read", b"x", "image/png", 422, "image_other_format"),
        ("POST", "/api/read", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "image/heic", 422, "image_heic"),
        ("POST", "/api/predict", b"\x89PNG\r\n\x1a\n", "image/png", 422, "image_damaged"),
        ("DELETE", "/api/learn", None, "", 409, "no_lesson"),
        ("POST", "/api/learn", "{}", "application/json", 409, "too_few_digits"),
    ],
)
def test_every_refusal_has_a_code(served, method, path, body, kind, status, code):
    found, _, answer = served.ask(method, path, body, **({"content_type": kind} if kind else {}))
    refused = json.loads(answer)
    assert (found, refused["code"]) == (status, code)
    assert refused["error"][0].islower() or refused["error"][0].isalpha()


def test_the_guards_refusals_have_codes_too(served):
    status, _, answer = served.ask("GET", "/api/models", Origin="http://evil.example")
    assert (status, json.loads(answer)["code"]) == (403, "other_site")
