"""A government office's year: the clerk orders, a second person approves, finance confirms the transfer."""

from playwright.sync_api import Browser

from tests.journeys.browsing import Visitor


def test_the_years_order_waits_for_a_second_person_who_is_not_the_clerk(
    visitor: Visitor, address: str, browser: Browser
) -> None:
    visitor.signs_in("clerk")
    visitor.goes_to("/orders/")
    visitor.page.locator("main a[href*='/orders/']").first.click()
    visitor.waits_for("/orders/")
    order = visitor.page.url
    visitor.has_room()
    assert not visitor.page.locator("form[action*='/approve/']").count()

    with Visitor.arriving(address, browser, width=360) as approver:
        approver.signs_in("approver")
        approver.page.goto(order)
        approver.has_room()
        approver.submits("/approve/")
        approver.sees("付款", "Pay")
    visitor.page.reload()
    assert visitor.page.locator("main a[href*='/payments/']").count()
