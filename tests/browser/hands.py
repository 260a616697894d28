"""Digits as a hand writes them, in a square of 100×100, and a hand that draws them."""

import os

from playwright.sync_api import Page

SLOWER = f"""{{
  const frames = {int(os.environ.get("SHUZI_SLOW_FRAMES", "0"))};
  const answers = {int(os.environ.get("SHUZI_LATE_ANSWERS", "0"))};
  const timers = {int(os.environ.get("SHUZI_LATE_TIMERS", "0"))};
  const [soon, ask] = [window.requestAnimationFrame.bind(window), window.fetch.bind(window)];
  const later = window.setTimeout.bind(window);
  const wait = (time) => new Promise((done) => later(done, time));
  if (timers) window.setTimeout = (run, time, ...given) => later(run, (time ?? 0) + timers, ...given);
  if (frames) window.requestAnimationFrame = (run) => later(() => soon(run), frames);
  if (answers) window.fetch = (...asked) => ask(...asked).finally(() => wait(answers));
}}"""
"""Draws a page, hands it the server's answers and runs its timers so many milliseconds late: a test that does not wait
fails, as it would under load."""

Strokes = list[list[tuple[int, int]]]

DIGITS: list[Strokes] = [
    [[(50, 8), (30, 20), (22, 50), (30, 82), (50, 92), (70, 82), (78, 50), (70, 20), (50, 8)]],
    [[(46, 10), (48, 40), (50, 65), (51, 92)]],
    [[(24, 26), (38, 10), (60, 10), (72, 26), (64, 48), (44, 68), (24, 90)], [(24, 90), (50, 88), (78, 89)]],
    [[(26, 14), (50, 8), (68, 18), (66, 36), (46, 46)], [(46, 46), (68, 54), (74, 72), (60, 88), (40, 92), (24, 84)]],
    [[(32, 10), (28, 30), (24, 52), (50, 53), (78, 52)], [(62, 12), (62, 50), (61, 92)]],
    [[(36, 10), (34, 28), (32, 45), (50, 41), (68, 50), (74, 68), (62, 86), (42, 92), (24, 84)], [(36, 10), (72, 9)]],
    [[(60, 8), (42, 26), (30, 50), (28, 72), (40, 90), (60, 90), (72, 74), (64, 58), (46, 56), (32, 68)]],
    [[(22, 14), (48, 12), (76, 12), (62, 40), (50, 66), (42, 92)]],
    [
        [(64, 16), (46, 8), (32, 20), (40, 38), (56, 50), (70, 66), (64, 86), (46, 92), (30, 82), (34, 64), (52, 50)],
        [(52, 50), (66, 34), (64, 16)],
    ],
    [[(68, 24), (54, 10), (36, 16), (30, 34), (42, 48), (60, 44), (69, 26), (68, 55), (64, 92)]],
]


def draw(page: Page, strokes: Strokes, *, left: float = 0.35, size: float = 0.8) -> None:
    """Draw strokes on the pad with the mouse; `left` and `size` are shares of the pad's width and height."""
    box = page.locator(".pad-canvas").bounding_box()
    assert box is not None
    scale = size * box["height"] / 100
    x0, y0 = box["x"] + left * box["width"], box["y"] + (1 - size) / 2 * box["height"]
    for stroke in strokes:
        for number, (x, y) in enumerate(stroke):
            page.mouse.move(x0 + x * scale, y0 + y * scale, steps=1 if number == 0 else 2)
            if number == 0:
                page.mouse.down()
        page.mouse.up()
    settle(page)


def settle(page: Page) -> None:
    """Wait until what was changed is on the screen."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def state(page: Page, what: str):
    """Return something of the page's state, such as `focus.layer`."""
    script = f"async () => (await import('/web/state.js')).state.{what}"
    return page.evaluate(script)


def pixels_of(page: Page) -> list[int]:
    return page.evaluate("async () => Array.from((await import('/web/state.js')).selectedDigit().pixels)")
