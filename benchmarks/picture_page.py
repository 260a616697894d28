"""Take docs/images/page/LANGUAGE.jpg: the page as it is, Look inside on a desk and a photo being corrected on a phone.

    python benchmarks/picture_page.py

Headless Chromium opens a real server's page, writes a 3 with the mouse, pins a number of the first layer, and corrects
docs/images/sheet.jpg with a finger.
"""

import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
LANGUAGES = {"en": "en-US", "zh-tw": "zh-TW"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
THREE = [(26, 14), (38, 9), (50, 8), (62, 11), (68, 18), (70, 27), (66, 36), (57, 42), (46, 46), (58, 49), (68, 54)]
THREE += [(74, 62), (74, 72), (69, 82), (60, 88), (50, 92), (42, 92), (32, 89), (24, 84)]
HEIGHT, GAP = 800, 24


def main() -> None:
    (IMAGES / "page").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
        try:
            address = server.stdout.readline().strip()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                for language, locale in LANGUAGES.items():
                    picture = _beside(_on_a_desk(browser, address, locale), _on_a_phone(browser, address, locale))
                    path = IMAGES / "page" / f"{language}.jpg"
                    picture.save(path, quality=82, optimize=True)
                    print(path, picture.size, path.stat().st_size)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _on_a_desk(browser: Browser, address: str, locale: str) -> Image.Image:
    page = browser.new_page(viewport={"width": 1400, "height": 900}, locale=locale)
    _open(page, f"{address}#/write")
    pad = page.locator(".pad-canvas").bounding_box()
    scale = 0.8 * pad["height"] / 100
    for number, (x, y) in enumerate(THREE):
        page.mouse.move(pad["x"] + 0.4 * pad["width"] + x * scale, pad["y"] + 0.1 * pad["height"] + y * scale, steps=4)
        if number == 0:
            page.mouse.down()
    page.mouse.up()
    page.locator("#tabs [data-view=look]").click()
    page.locator(".mosaic").nth(1).wait_for()
    page.wait_for_timeout(800)
    maps = page.locator(".mosaic").nth(1).bounding_box()
    page.mouse.click(maps["x"] + 0.31 * maps["width"], maps["y"] + 0.31 * maps["height"])
    return _taken(page)


def _on_a_phone(browser: Browser, address: str, locale: str) -> Image.Image:
    phone = {"width": 390, "height": 844}
    page = browser.new_page(viewport=phone, locale=locale, has_touch=True, is_mobile=True, device_scale_factor=2)
    _open(page, f"{address}#/photo")
    page.set_input_files("#file", IMAGES / "sheet.jpg")
    page.locator(".box.unsure").first.wait_for()
    page.locator(".box.unsure").first.tap()
    return _taken(page)


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready=yes]")


def _taken(page: Page) -> Image.Image:
    page.wait_for_timeout(800)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return picture.resize((round(picture.width * HEIGHT / picture.height), HEIGHT), Image.Resampling.LANCZOS)


def _beside(desk: Image.Image, phone: Image.Image) -> Image.Image:
    whole = Image.new("RGB", (desk.width + GAP + phone.width, HEIGHT), (225, 219, 208))
    whole.paste(desk, (0, 0))
    whole.paste(phone, (desk.width + GAP, 0))
    return whole


if __name__ == "__main__":
    main()
