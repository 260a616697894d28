"""The tools as a server of the Model Context Protocol, on standard input and output.

The protocol's own package speaks it; while it does, what anything prints goes to standard error.
"""

import base64
import threading
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import (
    CallToolResult,
    ContentBlock,
    ImageContent,
    InputRequiredResult,
    TextContent,
    ToolAnnotations,
)
from pydantic import Field, ValidationError

from shuzi.errors import ShuziError
from shuzi.machine import package_version
from shuzi.serving.mcp_tools import Tools
from shuzi.serving.schemas import ExplainResponse, PageResponse

Path = Annotated[str | None, Field(description="An image file (PNG, JPEG, WebP, BMP, TIFF) in an opened folder.")]
Image = Annotated[str | None, Field(description="Instead of path: the bytes of an image file in base64.")]

ChosenPicture = Literal["why", "maps", "filters", "flatten"]
"""Of `shuzi.explaining.pictures.PICTURES` those that show a digit, stand still, and fetch nothing to compare with."""

_HARMLESS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def build_server(tools: Tools) -> MCPServer[Any]:
    """Return a server with `read_digits` and `explain_digit`; `run()` speaks the protocol."""
    server = _Server(
        "shuzi",
        title="shuzi 數字",
        instructions="Reads handwritten digits on photos and scans on this machine, and says how sure it is of each.",
        version=package_version("shuzi") or "unknown",
        log_level="ERROR",
    )

    def read_digits(
        path: Path = None,
        image_base64: Image = None,
        printed: Annotated[bool, Field(description="Tell digits in print beside handwriting, too.")] = False,  # noqa: FBT002 - the protocol names arguments
    ) -> Annotated[CallToolResult, PageResponse]:
        """Read the handwritten digits on a photo or scan, line by line, each with a confidence and its box.

        Answers whose `sure` is false should be checked by a person.
        """
        page = tools.read(path, image_base64, printed=printed)
        text = "\n".join(line.marked for line in page.lines) or "no digit"
        return CallToolResult(content=[TextContent(text=text)], structured_content=page.to_json())

    def explain_digit(
        path: Path = None,
        image_base64: Image = None,
        picture: Annotated[ChosenPicture, Field(description="What is drawn: `why`, or a step inside.")] = "why",
        language: Annotated[Literal["en", "zh-TW"], Field(description="Of the words in the picture.")] = "en",
    ) -> Annotated[CallToolResult, ExplainResponse]:
        """Draw why the network reads one handwritten digit as it does; the image should hold one digit."""
        answer, pictures = tools.explain(path, image_base64, picture=picture, language=language)
        text = f"The model answers {answer['digit']}, {answer['confidence']:.1%}."
        content: list[ContentBlock] = [TextContent(text=text)]
        encoded = (base64.b64encode(file).decode() for file in pictures.values())
        content += [ImageContent(data=data, mime_type="image/png") for data in encoded]
        return CallToolResult(content=content, structured_content=answer)

    server.add_tool(read_digits, title="Read digits", annotations=_HARMLESS)
    server.add_tool(explain_digit, title="Explain a digit", annotations=_HARMLESS)
    return server


def serve(server: MCPServer[Any]) -> None:
    """Serve until standard input ends, or its client is gone; a signal ends it at once.

    Whoever waits for input cannot be called off, so the waiting is left to threads that Python does not wait for.
    """
    failed: list[BaseException] = []

    def run() -> None:
        try:
            server.run()
        except* BrokenPipeError:
            pass
        except* BaseException as errors:  # noqa: BLE001 - raised again where somebody sees it
            failed.append(errors)

    thread = threading.Thread(target=run, name="mcp", daemon=True)  # the threads that it starts are like it
    thread.start()
    while thread.is_alive():
        thread.join(1)
    if failed:
        raise failed[0]


class _Server(MCPServer[Any]):
    """Says why it refuses in one sentence, as shuzi does everywhere; the SDK's own words take several lines."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Return a tool's result, or why there is none."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                wrong = "; ".join(
                    f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in cause.errors()
                )
                return _refused(f"the arguments do not fit ({wrong}); expected those of the tool's schema.")
            if isinstance(cause, ShuziError):
                return _refused(str(cause))
            raise


def _refused(reason: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=reason)], is_error=True)
