"""`shuzi serve` says in one line why it cannot start."""

import socket

import pytest


def test_a_port_in_use_is_named(shuzi, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = shuzi("serve", "--no-browser", "--port", port, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"shuzi: port {port} of 127.0.0.1 cannot be used (address already in use)")
    assert "--port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--host", "no.such.host.invalid"], 1, "no address to listen on"),
        (["--port", "70000"], 2, "--port"),
        (["--model", "runs/nope"], 1, "runs/nope is not there"),
    ],
)
def test_misuse_is_said_in_one_line(shuzi, tmp_path, arguments, code, words):
    done = shuzi("serve", "--no-browser", "--port", 0, *arguments, cwd=tmp_path)
    assert done.returncode == code
    assert done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr
