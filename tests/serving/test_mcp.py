"""`shuzi mcp` answers the protocol's own client over standard input and output, within the API's limits."""

import base64
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("mcp")

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import shuzi
from shuzi.errors import ServingError
from shuzi.explaining.pictures import PICTURES
from shuzi.serving.mcp_server import ChosenPicture, build_server
from shuzi.serving.mcp_tools import Tools
from shuzi.serving.settings import Limits

# Writes down whom it would reach, and prints where only the protocol may.
PROGRAM = """
import sys
log = open(sys.argv.pop(1), "a", buffering=1)

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        log.write(f"{event} {arguments}\\n")

sys.addaudithook(watch)
from shuzi.reading.reader import Reader
read = Reader.read
Reader.read = lambda *arguments, **options: print("noise") or read(*arguments, **options)
from shuzi.cli import main
main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, mnist) -> Path:
    """A folder with a seven, and a file beside it that is nobody's business."""
    place = tmp_path_factory.mktemp("mcp")
    (place / "scans").mkdir()
    Image.fromarray(np.kron(255 - mnist.test.images[0], np.ones((4, 4), np.uint8))).save(place / "scans" / "seven.png")
    Image.new("L", (60, 60), 255).save(place / "scans" / "blank.png")
    (place / "scans" / "notes.txt").write_text("a secret")
    (place / "secret.png").write_bytes((place / "scans" / "seven.png").read_bytes())
    (place / "scans" / "way-out.png").symlink_to(place / "secret.png")
    return place


@pytest.fixture(scope="module")
def tools(folder) -> Tools:
    return Tools([folder / "scans"])


def ask(tools: Tools, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Return the results of calls, asked within this process."""

    async def run() -> list[Any]:
        async with Client(build_server(tools)) as client:
            return [await client.call_tool(*call) for call in calls]

    return anyio.run(run)


def over_stdio(folder: Path, talk: Callable[[Client], Awaitable[None]]) -> str:
    """Let a client talk to the command, as one starts it; return whom that reached."""
    reached, words = folder / "reached", folder / "words"
    reached.touch()
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", PROGRAM, str(reached), "mcp", "--folder", "scans"],
        env=dict(os.environ),
        cwd=folder,
    )

    async def run() -> None:
        with words.open("w") as errors:
            async with Client(stdio_client(server, errlog=errors)) as client:
                await talk(client)

    anyio.run(run)
    assert "Traceback" not in words.read_text()
    return reached.read_text()


def test_a_client_reads_and_explains_over_stdio_and_nothing_leaves_the_machine(folder):
    async def talk(client: Client) -> None:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["read_digits", "explain_digit"]
        read = await client.call_tool("read_digits", {"path": "seven.png"})
        assert not read.is_error
        assert read.content[0].text.strip("?") == "7"
        assert read.structured_content["lines"][0]["text"] == "7"
        why = await client.call_tool("explain_digit", {"path": "seven.png", "language": "zh-TW"})
        assert why.structured_content["digit"] == 7
        picture = Image.open(io.BytesIO(base64.b64decode(why.content[1].data)))
        assert (picture.format, why.content[1].mime_type) == ("PNG", "image/png")

    assert over_stdio(folder, talk) == ""


def test_the_result_is_that_of_read_as_json(tools, folder):
    (result,) = ask(tools, ("read_digits", {"path": "seven.png"}))
    page = shuzi.Reader().read(folder / "scans" / "seven.png").to_json()
    assert result.structured_content == page | {"file": "seven.png"}
    assert json.loads(json.dumps(result.structured_content)) == result.structured_content


def test_an_image_in_base64_is_read_as_its_file_is(tools, folder):
    content = base64.b64encode((folder / "scans" / "seven.png").read_bytes()).decode()
    by_path, by_content = ask(tools, ("read_digits", {"path": "seven.png"}), ("read_digits", {"image_base64": content}))
    assert by_content.structured_content == by_path.structured_content | {"file": None}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({}, "neither path nor image_base64 was given"),
        ({"path": "seven.png", "image_base64": "AAAA"}, "both path and image_base64 were given"),
        ({"path": "../secret.png"}, "not in a folder that was opened"),
        ({"path": "/etc/passwd"}, "not in a folder that was opened"),
        ({"path": "/nonesuch"}, "not in a folder that was opened"),
        ({"path": "way-out.png"}, "not in a folder that was opened"),
        ({"path": "a\0b"}, "not in a folder that was opened"),
        ({"path": ""}, "not in a folder that was opened"),
        ({"path": "."}, "is a folder"),
        ({"path": "notes.txt"}, "no image that shuzi reads but text"),
        ({"path": "gone.png"}, "is not there"),
        ({"path": 5}, "path: Input should be a valid string"),
        ({"image_base64": "%%%"}, "is no base64"),
        ({"image_base64": ""}, "is empty"),
        ({"image_base64": "AAAA"}, "the image is no image"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tools, arguments, reason):
    (result,) = ask(tools, ("read_digits", arguments))
    (said,) = result.content
    assert result.is_error
    assert reason in said.text
    assert "\n" not in said.text
    assert "secret" not in said.text.replace("secret.png", "")


def test_an_image_without_a_digit_is_not_explained(tools):
    blank, odd = ask(
        tools,
        ("explain_digit", {"path": "blank.png"}),
        ("explain_digit", {"path": "seven.png", "picture": "neighbours"}),
    )
    assert blank.content[0].text.startswith("no digit is found in blank.png; expected")
    assert "picture: Input should be 'why', 'maps'" in odd.content[0].text


def test_an_image_that_is_larger_than_the_api_takes_is_refused_before_it_is_decoded(folder):
    small = Tools([folder / "scans"], limits=Limits(body_bytes=1000))
    (result,) = ask(small, ("read_digits", {"image_base64": "A" * 2000}))
    assert "the image has over 0 MiB" in result.content[0].text


def test_more_images_than_the_api_lets_wait_are_refused(folder):
    with pytest.raises(ServingError, match="0 images are being read"):
        Tools([folder / "scans"], limits=Limits(pages=0)).read("seven.png", None)


def test_every_picture_that_can_be_asked_for_is_drawn(tools):
    names = ChosenPicture.__args__
    assert set(names) <= set(PICTURES)
    calls = [("explain_digit", {"path": "seven.png", "picture": name}) for name in names]
    for name, result in zip(names, ask(tools, *calls), strict=True):
        assert result.structured_content["figures"][0].startswith(name)
        assert len(result.content) == 1 + len(result.structured_content["figures"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--folder", "/"], "is the whole file system"),
        (["--folder", "gone"], "gone is no folder"),
        (["--model", "gone"], "gone is not there; expected a run's folder"),
    ],
)
def test_a_server_that_cannot_serve_says_so_in_one_line(arguments, reason, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "shuzi", "mcp", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def start(folder):
    """Return a server of the tools whose client is this test."""
    return subprocess.Popen(
        [sys.executable, "-m", "shuzi", "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_although_its_input_stays_open(sent, code, folder):
    process = start(folder)
    process.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(sent)
    try:
        assert process.wait(timeout=60) == code
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        process.wait()


def test_a_client_that_is_gone_ends_it_without_a_word(folder):
    process = start(folder)
    process.stdout.close()
    process.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "shuzi.serving.mcp_server")
    from shuzi.cli.mcp import mcp

    with pytest.raises(shuzi.ShuziError, match="pip install mcp"):
        mcp(None, None)
