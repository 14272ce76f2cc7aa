"""A citizen works out a year on a phone: one tap from the home page, card by card, with keys alone."""

import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitor

THREE_MINUTES = 180
ANSWERS = {
    "household": "3",
    "electricity": "320",
    "gas": "12",
    "commute_km": "12",
    "meals_out": "7",
}


def question(page: Page) -> str:
    """Return the id of the card that is shown."""
    action = page.locator("#card form").first.get_attribute("action") or ""
    return action.rstrip("/").split("/")[-1]


def answer_by_keys(page: Page) -> None:
    """Answer the card without a pointer: type a number, or go to the first answer; then Enter."""
    before = question(page)
    if page.locator(".card-choices").count():
        page.locator(".card-choices button").first.focus()
        page.keyboard.press("Enter")
    else:
        expect(page.locator("input#answer")).to_be_focused()
        page.keyboard.type(ANSWERS.get(before, "1"))
        page.keyboard.press("Enter")
    page.wait_for_function(
        "id => !document.querySelector(`#card form[action$='/${id}/']`)", arg=before
    )


def test_a_year_takes_one_tap_to_begin_and_keys_alone_to_finish(phone: Visitor) -> None:
    page = phone.page
    phone.goes_to("/")
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.locator("main a[href*='/calculate/personal/']").first.click()
    phone.waits_for("/calculate/personal/")
    began = time.monotonic()
    while "/result/" not in page.url:
        phone.has_room()
        if question(page) in ("electricity", "commute_mode"):
            assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
        answer_by_keys(page)
    assert time.monotonic() - began < THREE_MINUTES
    page.wait_for_load_state()  # the address changes before the page has loaded
    assert len(loads) == 2, "a card takes a card's place without a page load"
    phone.has_room()
    phone.sees("What to change first")
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()


def test_the_browsers_back_button_leads_to_the_card_before(phone: Visitor) -> None:
    page = phone.page
    phone.goes_to("/calculate/personal/")
    for _ in range(3):
        answer_by_keys(page)
    assert question(page) == "gas"
    page.go_back()
    expect(page.locator("#card h1")).to_contain_text("How much electricity")
    expect(page.locator("input#answer")).to_have_value("320")


def test_answers_are_listed_changed_and_kept(phone: Visitor) -> None:
    page = phone.page
    phone.goes_to("/calculate/personal/")
    answer_by_keys(page)
    page.locator("button[name=skip]").click()
    phone.goes_to("/calculate/personal/answers/")
    phone.has_room()
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.locator("a[href*='/card/place/']").click()
    page.locator("#card select").select_option("CN-SC")
    page.locator("#card form:has(select) button").click()
    expect(page.locator("#card h1")).to_contain_text("How much electricity")
    phone.goes_to("/calculate/personal/result/")
    phone.sees("Sichuan")
    page.locator("form[action*='/keep/'] button:not([name])").click()
    phone.waits_for("/calculate/result/")
    phone.sees("What to change first")
