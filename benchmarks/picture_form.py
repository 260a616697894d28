"""Draw docs/images/form: the page of `shuzi serve` with a form's fields, and with a field of a sheet to review.

Needs Chromium and Playwright, as the tests of the page do. The form is drawn by the program and filled in with MNIST's
training digits that no network of shuzi's was trained on.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from drawn_forms.blank import blank_form, write_form
from drawn_forms.filled import fill
from drawn_forms.phone import photographed
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from shuzi.data.mnist import load_mnist

IMAGES = Path(__file__).parent.parent / "docs" / "images" / "form"
LOCALES = {"en": "en-US", "zh-TW": "zh-TW"}
SHEETS = 3
SIZE = {"width": 1120, "height": 700}
_SEED = 7
_DIGIT = 44.0
"""Pixels: height of the usual digit on a sheet before it is photographed."""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        blank = blank_form("marks")
        form, mnist = write_form(blank, folder), load_mnist().train
        for number in range(SHEETS):
            random = np.random.default_rng([_SEED, number])
            photo = photographed(fill(blank, mnist, random)[0], random, digit=_DIGIT)
            Image.fromarray(photo).save(folder / f"IMG_{2041 + number}.jpg", quality=90)
        server = subprocess.Popen(
            [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for language in LOCALES:
                _take(browser, address, form, language)
        server.terminate()
        server.wait()


def _take(browser: Browser, address: str, form: Path, language: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    page = browser.new_context(viewport=SIZE, locale=LOCALES[language]).new_page()
    page.set_default_timeout(300_000)
    page.goto(f"{address}#/form")
    page.wait_for_selector("html[data-ready=yes]")
    page.set_input_files("#form-file", [form, form.with_suffix(".png")])
    page.locator(".field-box").nth(3).click()
    page.wait_for_timeout(500)  # until pictures are decoded
    page.screenshot(path=IMAGES / f"fields-{language}.jpg", type="jpeg", quality=70)
    page.keyboard.press("Escape")
    page.locator(".photo-side button.main").click()
    page.set_input_files("#form-sheets", sorted(form.parent.glob("IMG*")))
    page.locator(".form-queue progress").wait_for(state="detached")
    page.locator(".form-queue button.main").click()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"review-{language}.jpg", type="jpeg", quality=70)


if __name__ == "__main__":
    main()
