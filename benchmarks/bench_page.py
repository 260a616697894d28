"""How long the page takes from a stroke to the updated answer, and how many frames a second it keeps while drawing.

A real Chromium without a graphics card draws a spiral on the page of a real server; the times are the page's own, from
the pointer's event to the frame with the new answer. Look inside is measured once more in a browser that Chromium slows
down to a quarter, as an old phone is.
"""

import datetime
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from shuzi.machine import describe_machine, versions

SECONDS = 8
SLOWDOWN = 4
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

# A pointer that moves with every frame, as a hand does; the frames in which the answer was new are counted.
DRAW = """async (seconds) => {
    const canvas = document.querySelector(".pad-canvas");
    const { watch } = await import("/web/state.js");
    const box = canvas.getBoundingClientRect();
    const send = (type, angle) => {
        const radius = 20 + (angle * 2) % 70;
        const clientX = box.left + box.width / 2 + radius * Math.cos(angle);
        const clientY = box.top + box.height / 2 + radius * Math.sin(angle);
        const mouse = { pointerId: 1, pointerType: "mouse", button: 0, buttons: 1, bubbles: true };
        canvas.dispatchEvent(new PointerEvent(type, { ...mouse, clientX, clientY }));
    };
    canvas.setPointerCapture = () => {};
    const waits = [];
    const began = performance.now();
    let angle = 0;
    send("pointerdown", angle);
    while (performance.now() - began < 1000 * seconds) {
        const before = performance.now();
        send("pointermove", (angle += 0.35));
        await new Promise((done) => { const end = watch(() => { end(); done(); }); });
        waits.push(performance.now() - before);
        if (waits.length % 40 === 0) {
            send("pointerup", angle);
            document.querySelectorAll(".tool")[3].click();
            send("pointerdown", angle);
        }
    }
    return { waits, seconds: (performance.now() - began) / 1000 };
}"""


# A pointer that goes over the first layer's maps, as one that looks does; each place shows its own arithmetic.
POINT = """async (seconds) => {
    const maps = document.querySelectorAll(".mosaic-marks")[1];
    const { watch } = await import("/web/state.js");
    const waits = [];
    const box = maps.getBoundingClientRect();
    const began = performance.now();
    while (performance.now() - began < 1000 * seconds) {
        const along = (waits.length * 0.0137) % 1;
        const clientX = box.left + box.width * along;
        const clientY = box.top + box.height * ((waits.length * 0.0071) % 1);
        const before = performance.now();
        const answered = new Promise((done) => { const end = watch(() => { end(); done(true); }); });
        maps.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse", bubbles: true, clientX, clientY }));
        const still = new Promise((done) => setTimeout(done, 500));
        if (await Promise.race([answered, still])) waits.push(performance.now() - before);
        else waits.push(500);
    }
    return { waits, seconds: (performance.now() - began) / 1000 };
}"""


class Row(NamedTuple):
    """One view while one draws on it."""

    view: str
    doing: str
    slowdown: int
    updates: int
    median: float
    """Milliseconds from a stroke to its answer."""
    p95: float
    rate: float
    """Updates a second."""


def measure() -> tuple[list[Row], str]:
    """Return a row for each view, and Chromium's version."""
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            cases = (("write", DRAW, 1), ("look", DRAW, 1), ("look", DRAW, SLOWDOWN), ("look", POINT, SLOWDOWN))
            rows = [_row(browser, address, *case) for case in cases]
            version = browser.version
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return rows, version


def main() -> None:
    _write(*measure())


def _row(browser: Browser, address: str, view: str, doing: str, slowdown: int) -> Row:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}#/{view}")
    page.wait_for_selector("html[data-ready=yes]")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.evaluate(DRAW, 2)  # warm
    seen = page.evaluate(doing, SECONDS)
    page.close()
    cuts = statistics.quantiles(seen["waits"], n=100)
    frames = len(seen["waits"]) / seen["seconds"]
    return Row(
        view, "drawing" if doing is DRAW else "pointing", slowdown, len(seen["waits"]), cuts[49], cuts[94], frames
    )


def table(rows: list[Row]) -> str:
    """Return the rows as lines of Markdown."""
    return "\n".join(map(_line, rows))


def _line(row: Row) -> str:
    view = f"{row.view}, {row.doing}" + (f", {row.slowdown}× slower" if row.slowdown > 1 else "")
    return f"| {view} | {row.updates} | {row.median:.1f} ms | {row.p95:.1f} ms | {row.rate:.0f} |"


def _write(rows: list[Row], version: str) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    text = f"""# The page while one draws, {today}

{machine["processor"]}, {machine["cores"]} cores, no graphics card; Chromium {version}; python {versions()["python"]}.
Made by `python benchmarks/bench_page.py`, {SECONDS} s a view at 1440×900.
Load average at the end: {os.getloadavg()[0]:.1f}.

| view | updates | stroke to answer, median | 95th percentile | updates a second |
|---|---|---|---|---|
{table(rows)}
"""
    path = Path(__file__).parent / "results" / f"{today}-page.md"
    path.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
