"""`shuzi serve`: the page and the API on this machine."""

import webbrowser
from pathlib import Path

import typer

from shuzi.cli.terminal import needing, say

PORT = 8000
"""Unless somebody names another; the one that Python's own `http.server` takes."""


def serve(
    host: str = typer.Option("127.0.0.1", "--host", help="Where to listen; 0.0.0.0 is open to other machines."),
    port: int = typer.Option(PORT, "--port", min=0, max=65535, help="0 takes any that is free."),
    no_browser: bool = typer.Option(False, "--no-browser", help="Do not open the page."),
    model: Path | None = typer.Option(None, "--model", metavar="RUN", help="Serve this run, not the shipped model."),
    runs: Path = typer.Option(Path("runs"), "--runs", help="The folder whose runs can be looked at and compared."),
    corrections: Path = typer.Option(
        Path("corrections"), "--corrections", help="The folder that takes the digits you correct."
    ),
    token: bool | None = typer.Option(
        None,
        "--token/--no-token",
        help="Let in only those who have the token that is printed; on by itself when open to other machines.",
    ),
) -> None:
    """Open the page on this machine: write, look inside, read photos; and serve the API."""
    packages = "fastapi uvicorn httptools prometheus-client python-multipart"
    with needing("serving needs packages that are not installed ({name}); install them", f"pip install {packages}"):
        from shuzi.serving.app import build_app, build_services
        from shuzi.serving.guard import is_loopback
        from shuzi.serving.server import listen
        from shuzi.serving.server import serve as serve_app
        from shuzi.serving.settings import Settings
    import secrets

    needs_token = not is_loopback(host) if token is None else token
    settings = Settings(host, secrets.token_urlsafe(24) if needs_token else None, model, runs, corrections)
    listener = listen(host, port)
    with listener:
        services = build_services(settings)
        address = _address(host, listener.getsockname()[1], settings.token)
        print(address, flush=True)
        say("shuzi: serving; Ctrl-C stops it.")
        if not no_browser:
            webbrowser.open(address)
        serve_app(build_app(services), services, listener)


def _address(host: str, port: int, token: str | None) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
