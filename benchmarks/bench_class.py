"""What one `shuzi serve` needs for a class: so many browsers open the page, write, look inside, and send a photo each.

    python benchmarks/bench_class.py --pupils 30

All browsers are pages of one Chromium without a graphics card, each with a context of its own, on the machine that
serves as well: in a class every pupil brings a processor, so that times here are the worst. Pupils come one after the
other within `--seconds`, as a class does when the address is on the board.
"""

import argparse
import asyncio
import datetime
import io
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from mnist_pages.pages import draw_page
from PIL import Image
from playwright.async_api import Browser, async_playwright

import shuzi
from shuzi.machine import describe_machine, versions

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

SEND_PHOTO = """async (bytes) => {
    const began = performance.now();
    for (let tries = 0; ; tries += 1) {
        const answer = await fetch("/api/read", { method: "POST", body: new Uint8Array(bytes) });
        if (answer.ok) return { digits: (await answer.json()).lines.length, tries, wait: performance.now() - began };
        if (![429, 503].includes(answer.status)) throw new Error(await answer.text());
        await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get("Retry-After") || 1)));
    }
}"""


class Pupil(NamedTuple):
    """What one browser saw, in seconds."""

    opened: float
    answered: float
    looked: float
    read: float
    tries: int


def main() -> None:
    options = _options()
    photo = _photo()
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip()
        pupils, version = asyncio.run(_lesson(address, photo, options))
        usage = _usage(server.pid)
    finally:
        server.terminate()
        server.wait()
    _write(options, pupils, usage, version)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60, help="in which all of them come")
    return parser.parse_args()


def _photo() -> bytes:
    page = draw_page("plain", shuzi.load_mnist().test, np.random.default_rng(5))
    file = io.BytesIO()
    Image.fromarray(page.pixels).save(file, "JPEG")
    return file.getvalue()


async def _lesson(address: str, photo: bytes, options: argparse.Namespace) -> tuple[list[Pupil], str]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)

        async def one(number: int) -> Pupil:
            await asyncio.sleep(number * options.seconds / options.pupils)
            return await _pupil(browser, address, photo)

        pupils = await asyncio.gather(*(one(number) for number in range(options.pupils)))
        version = browser.version
        await browser.close()
    return pupils, version


async def _pupil(browser: Browser, address: str, photo: bytes) -> Pupil:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = await context.new_page()
    page.set_default_timeout(600_000)
    began = time.perf_counter()
    await page.goto(f"{address}#/write")
    await page.wait_for_selector("html[data-ready=yes]")
    opened = time.perf_counter()
    box = await page.locator(".pad-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(x, y - 60)
    await page.mouse.down()
    await page.mouse.move(x - 5, y + 60, steps=8)
    await page.mouse.up()
    await page.wait_for_function("document.querySelector('section.answer .one')?.textContent === '1'")
    answered = time.perf_counter()
    await page.goto(f"{address}#/look")
    await page.wait_for_selector(".mosaic")
    looked = time.perf_counter()
    seen = await page.evaluate(SEND_PHOTO, list(photo))
    await context.close()
    return Pupil(opened - began, answered - opened, looked - answered, seen["wait"] / 1000, seen["tries"])


def _usage(process: int) -> tuple[float, float]:
    """Return the most memory that the server and its readers held, in MB, and the processor's seconds they took."""
    family = [process, *map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())]
    peak = sum(
        int(line.split()[1]) / 1000
        for member in family
        for line in Path(f"/proc/{member}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    ticks = sum(sum(map(int, Path(f"/proc/{member}/stat").read_text().split()[13:15])) for member in family)
    return peak, ticks / os.sysconf("SC_CLK_TCK")


def _write(options: argparse.Namespace, pupils: list[Pupil], usage: tuple[float, float], version: str) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    names = {
        "the page is open": [pupil.opened for pupil in pupils],
        "a stroke is answered": [pupil.answered for pupil in pupils],
        "Look inside shows its maps": [pupil.looked for pupil in pupils],
        "a photo of a page is read": [pupil.read for pupil in pupils],
    }
    rows = [
        f"| {name} | {statistics.median(waits):.2f} s | {max(waits):.2f} s |" for name, waits in names.items()
    ]  # fmt: skip
    text = f"""# A class of {options.pupils} on one server, {today}

{machine["processor"]}, {machine["cores"]} cores, for the server and all browsers; Chromium {version};
python {versions()["python"]}. Made by `python benchmarks/bench_class.py --pupils {options.pupils}`; all come within
{options.seconds:.0f} s. Load average at the end: {os.getloadavg()[0]:.1f}.

| until | median | slowest |
|---|---|---|
{chr(10).join(rows)}

The server and its readers held {usage[0]:.0f} MB at most and took {usage[1]:.0f} s of one core.
Photos that were told to wait and came again: {sum(pupil.tries for pupil in pupils)} times; lost: none.
"""
    path = Path(__file__).parent / "results" / f"{today}-class.md"
    path.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
