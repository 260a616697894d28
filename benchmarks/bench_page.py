"""How long the page takes from a stroke to the updated answer, and how many frames a second it keeps while drawing.

A real Chromium without a graphics card draws a spiral on the page of a real server; the times are the page's own, from
the pointer's event to the frame with the new answer.
"""

import datetime
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from shuzi.machine import describe_machine, versions

SECONDS = 8
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


def main() -> None:
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            rows = [_row(browser, address, view) for view in ("write", "look")]
            version = browser.version
            browser.close()
    finally:
        server.terminate()
        server.wait()
    _write(rows, version)


def _row(browser: Browser, address: str, view: str) -> str:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}#/{view}")
    page.wait_for_selector("html[data-ready=yes]")
    page.evaluate(DRAW, 2)  # warm
    seen = page.evaluate(DRAW, SECONDS)
    page.close()
    cuts = statistics.quantiles(seen["waits"], n=100)
    frames = len(seen["waits"]) / seen["seconds"]
    return f"| {view} | {len(seen['waits'])} | {cuts[49]:.1f} ms | {cuts[94]:.1f} ms | {frames:.0f} |"


def _write(rows: list[str], version: str) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    text = f"""# The page while one draws, {today}

{machine["processor"]}, {machine["cores"]} cores, no graphics card; Chromium {version}; python {versions()["python"]}.
Made by `python benchmarks/bench_page.py`, {SECONDS} s a view at 1440×900.
Load average at the end: {os.getloadavg()[0]:.1f}.

| view | updates | stroke to answer, median | 95th percentile | updates a second |
|---|---|---|---|---|
{chr(10).join(rows)}
"""
    path = Path(__file__).parent / "results" / f"{today}-page.md"
    path.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
