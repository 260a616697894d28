"""A real browser, Debian's Chromium, in front of a real server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hands import DIGITS, SLOWER, draw, settle
from page_server import serving
from playwright.sync_api import Browser, Page, sync_playwright

from shuzi.store.history import Snapshot, write_snapshots
from shuzi.store.model import PRETRAINED

# The shell is the same engine without a window, whose pages take half of the processor's time.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


_HISTORY = """epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds
1,0.5,0.91,,,0.05,20
2,0.2,0.97,0.1,0.98,0.03,20
3,0.1,0.985,0.08,0.99,0.0,20
"""


SNAPSHOTS = [
    Snapshot(
        epoch,
        [0.1 + 0.29 * epoch] * 9 + [None],
        [0] * (10 + 3 * epoch) + [900] + [0] * (9 - 3 * epoch),
        np.random.default_rng(epoch).normal(size=(3, 3, 1, 32)).tolist(),
    )
    for epoch in range(4)
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        reason = "no Chromium is installed: apt-get install chromium-headless-shell"
        for item in items:
            if "browser" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["mkdocs.yml", "mkdocs.zh-TW.yml"], ids=["en", "zh-TW"])
def site(request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of one language."""
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", request.param, "-d", str(folder)]
    environment, root = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}, Path(__file__).parent.parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def served_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server was started: with a run, the shipped model once more with a history."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(PRETRAINED, folder / "runs" / "copy")
    (folder / "runs" / "copy" / "history.csv").write_text(_HISTORY)
    write_snapshots(folder / "runs" / "copy" / "snapshots.json", SNAPSHOTS)
    return folder


@pytest.fixture(scope="session")
def address(served_folder: Path) -> Iterator[str]:
    """Where the server's page is."""
    with serving(served_folder) as address:
        yield address


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Open a view; the test fails if the page complains, or asks for anything that is not on this server."""
    contexts, problems = [], []

    def run(
        view: str = "write", *, width: int = 1280, height: int = 900, forgive: Sequence[str] = (), **options: Any
    ) -> Page:
        options = {"locale": "en-US", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(SLOWER)
        if slower := float(os.environ.get("SHUZI_SLOW_PAGES", "0")):
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.on(
            "console",
            lambda message: None if any(word in message.text for word in forgive) else problems.append(message.text),
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "blob:", "data:")) else problems.append(request.url)
            ),
        )
        page.goto(f"{address}#/{view}")
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield run
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def look(open_page: Open) -> Page:
    """Look inside, at a 3 that was drawn."""
    page = open_page()
    draw(page, DIGITS[3])
    page.get_by_role("link", name="Look inside").first.click()
    page.wait_for_selector(".mosaic")
    settle(page)
    return page
