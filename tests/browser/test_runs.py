"""Compare and runs: two models on one digit, and where a model errs."""

import re

from hands import DIGITS, draw, settle


def test_two_models_answer_the_same_digit(open_page):
    page = open_page("compare")
    page.locator(".compare-maps").nth(1).wait_for()
    draw(page, DIGITS[6], left=0.2)
    page.get_by_text("Both say 6.").wait_for()
    assert page.locator(".compare-columns .big-number").all_inner_texts() == ["6", "6"]
    page.get_by_label("Model B").select_option("copy")
    page.get_by_text("Both say 6.").wait_for()


def test_a_mistake_in_the_matrix_can_be_seen_and_looked_into(open_page):
    page = open_page("runs")
    page.locator(".confusion button").first.wait_for()
    cell = page.locator(".confusion button").first
    _true, answer, count = re.findall(r"\d+", cell.get_attribute("aria-label"))
    cell.click()
    page.locator(".mistakes li").first.wait_for()
    assert page.locator(".mistakes li").count() == int(count)
    page.locator(".mistakes a").first.click()
    page.wait_for_selector(".mosaic")
    settle(page)
    assert page.locator(".strip-answer").inner_text() == answer


def test_a_runs_curves_are_drawn(open_page):
    page = open_page("runs?name=copy")
    page.locator(".curves").wait_for()
    assert page.locator(".dot.training").count() == 3
    assert page.locator(".dot.validation").count() == 2
    assert "No curves" not in page.locator(".runs-detail").inner_text()
