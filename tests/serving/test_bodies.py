"""Bodies and clients that are too large, too slow, or lie about it."""

import asyncio
import contextlib
import dataclasses
import gzip
import json
import socket
import time
import zlib
from typing import Any

import pytest

from shuzi.serving.body import Body
from shuzi.serving.refusals import Refusal
from shuzi.serving.settings import Limits

MIB = 1024 * 1024
HEAD = b"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"


def test_an_honest_length_that_is_too_large_is_refused(served):
    status, _, body = served.ask("POST", "/api/predict", bytes(11 * MIB), content_type="application/octet-stream")
    assert status == 413
    assert "at most 10 MiB" in json.loads(body)["error"]


def test_an_upload_of_many_megabytes_reads_why_it_is_refused(served):
    body = bytes(40 * MIB)
    # As a client that sends all of it before it listens.
    answer = served.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert answer.startswith(b"HTTP/1.1 413")
    assert "at most 10 MiB" in json.loads(answer.partition(b"\r\n\r\n")[2])["error"]


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (b"GET /api/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 404, "nothing at /api/nothing"),
        (b"GET /api/read HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 405, "does not take GET"),
        (b"no HTTP at all\r\n\r\n", 400, "HTTP/1.1"),
    ],
)
def test_every_refusal_is_json_and_a_sentence(served, request_, status, words):
    head, _, body = served.send(request_).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert b"content-type: application/json" in head.lower()
    refused = json.loads(body)
    assert words in refused["error"]
    assert refused["code"] == {404: "not_found", 405: "wrong_method", 400: "bad_request"}[status]


def test_a_large_length_without_a_body_is_refused(served):
    began = time.monotonic()
    answer = served.send(HEAD + b"Content-Length: 99999999999\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    assert time.monotonic() - began < Limits().body_seconds  # it was not waited for


def test_chunks_that_add_up_to_too_much_are_refused(served):
    chunk = b"10000\r\n" + bytes(65536) + b"\r\n"
    answer = served.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 170 + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")


def test_many_small_chunks_are_read(served, digit):
    chunks = b"".join(b"1\r\n" + digit[i : i + 1] + b"\r\n" for i in range(784))
    answer = served.send(HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"digit":7' in answer


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 784\r\nContent-Length: 5\r\n",
        b"Content-Length: 784\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 7e2\r\n",
    ],
)
def test_lengths_that_contradict_each_other_are_refused(served, digit, lengths):
    answer = served.send(HEAD + b"Connection: close\r\n" + lengths + b"\r\n" + digit, end=True)
    assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_compressed_body_is_unpacked(served, digit, encoding, pack):
    status, _, body = served.ask(
        "POST", "/api/predict", pack(digit), content_type="application/octet-stream", content_encoding=encoding
    )
    assert (status, json.loads(body)["predictions"][0]["digit"]) == (200, 7)


def test_a_compressed_body_in_many_chunks_is_unpacked(served, digit):
    packed = gzip.compress(digit)
    chunks = b"".join(b"1\r\n" + packed[i : i + 1] + b"\r\n" for i in range(len(packed)))
    head = HEAD + b"Connection: close\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b'"digit":7' in served.send(head + chunks + b"0\r\n\r\n")


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(served):
    bomb = gzip.compress(bytes(2000 * MIB // 10))
    assert len(bomb) < MIB
    status, _, body = served.ask(
        "POST", "/api/predict", bomb, content_type="application/octet-stream", content_encoding="gzip"
    )
    assert (status, json.loads(body)["code"]) == (413, "body_too_large")


def test_no_more_is_unpacked_than_is_allowed():
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": gzip.compress(bytes(MIB))}

    headers = {b"content-encoding": b"gzip", b"content-length": b"1000"}
    body = Body(receive, headers, dataclasses.replace(Limits(), body_bytes=2000))
    body.check()
    with pytest.raises(Refusal) as refusal:
        asyncio.run(body.receive())
    assert refusal.value.status == 413
    assert body._bytes_left == -1  # a byte more, which gives it away; the rest of the million was never computed


@pytest.mark.parametrize(
    ("encoding", "damage", "status", "code"),
    [
        ("gzip", lambda packed: packed[:-9], 400, "body_damaged"),
        ("gzip", lambda packed: packed + b"more", 400, "body_damaged"),
        ("gzip", lambda _: b"no gzip at all", 400, "body_damaged"),
        ("br", lambda packed: packed, 415, "body_encoding"),
        ("gzip, gzip", lambda packed: packed, 415, "body_encoding"),
    ],
)
def test_a_body_that_is_not_what_its_encoding_says_is_refused(served, digit, encoding, damage, status, code):
    found, _, body = served.ask(
        "POST",
        "/api/predict",
        damage(gzip.compress(digit)),
        content_type="application/octet-stream",
        content_encoding=encoding,
    )
    assert (found, json.loads(body)["code"]) == (status, code)


def test_a_head_without_end_is_cut_off(served):
    lines = [b"X-%d: " % number + b"a" * 1000 + b"\r\n" for number in range(10000)]
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"".join(lines))
        with contextlib.suppress(ConnectionResetError):
            assert not connection.recv(100).startswith(b"HTTP/1.1 200")
    assert served.ask("GET", "/v2/health/ready")[0] == 200


def test_a_client_that_goes_away_in_the_middle_harms_nobody(served, digit):
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", served.port)) as connection:
            connection.sendall(HEAD + b"Content-Length: 784\r\n\r\n" + digit[:100])
    assert served.ask("POST", "/api/predict", digit, content_type="application/octet-stream")[0] == 200
    assert "Traceback" not in served.said.read_text()


def test_hundreds_of_clients_that_never_finish_a_head_do_not_starve_others(served, digit):
    slow = []
    try:
        for _ in range(400):
            connection = socket.create_connection(("127.0.0.1", served.port), timeout=5)
            connection.sendall(b"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")
            slow.append(connection)
        waits = []
        for _ in range(20):
            began = time.monotonic()
            assert served.ask("POST", "/api/predict", digit, content_type="application/octet-stream")[0] == 200
            waits.append(time.monotonic() - began)
        assert sorted(waits)[10] < 2
    finally:
        for connection in slow:
            connection.close()
