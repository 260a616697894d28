"""The site's own network: Look inside from a folder of files, below any address, without a server."""

import functools
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hands import DIGITS, draw

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

pytest.importorskip("mkdocs")  # as for the site's other tests: it comes with the extra `check`

import mkdocs_try_it


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of the folder on a host that hands out files."""
    folder = tmp_path_factory.mktemp("host")
    with ThreadPoolExecutor(1) as beside:  # the browser's loop runs in this thread
        beside.submit(mkdocs_try_it.write, folder / "some" / "where").result()
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/where/"
        server.shutdown()


@pytest.mark.parametrize(
    ("name", "inside", "why"),
    [("index.html", "Look inside", "Why this digit?"), ("zh-TW.html", "看看裡面", "為什麼是它？")],
)
def test_the_network_computes_on_a_site_that_hands_out_files(browser, site, name, inside, why):
    problems = []
    page = browser.new_page(locale="de-DE")
    page.set_default_timeout(60_000)
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: request.url.startswith(site) or problems.append(request.url))
    page.on("request", lambda request: request.method == "GET" or problems.append(request.method))
    page.goto(site + name)
    page.wait_for_selector("html[data-ready=yes]")
    assert page.locator("#tabs a").all_inner_texts() == [inside]
    assert page.locator(".bar-row.best b").inner_text() == "3"
    page.locator(".tool").nth(5).click()  # clear
    draw(page, DIGITS[7])
    page.wait_for_function("() => document.querySelector('.bar-row.best b')?.textContent === '7'")
    page.get_by_text(why).first.click()
    page.wait_for_selector(".why h3")
    page.close()
    assert problems == []
