"""An organizer buys across three listings with one basket; a guest takes a basket along; a transfer changes hands."""

import re

from tests.journeys.browsing import Visitor

AMOUNTS = ("500", "1000", "2000")


def put_into_basket(visitor: Visitor, kg: str, *, number: int) -> None:
    """From the catalogue: open a listing, say how much, put it in."""
    visitor.goes_to("/listings/")
    visitor.page.locator("main article.offer h3 a").nth(number).click()
    visitor.fills(quantity=kg)
    visitor.chooses("unit", "kg")
    visitor.page.locator("aside form button").first.click()
    visitor.has_room()
    visitor.page.locator("button[formaction*='/basket/put/']").click()
    visitor.waits_for("/basket/")
    visitor.has_room()


def buy_three(visitor: Visitor) -> str:
    """Three listings become one order that retires; return the certificate's code."""
    for number, kg in enumerate(AMOUNTS):
        put_into_basket(visitor, kg, number=number)
    visitor.sees("3.500")
    visitor.page.locator("form[action*='/basket/reserve/'] button").first.click()
    visitor.waits_for("/quotes/")
    visitor.has_room()
    assert visitor.page.locator("aside .receipt a[href*='/listings/']").count() == len(AMOUNTS)
    visitor.chooses("then", "retire")
    visitor.fills(title="三个项目抵消的论坛")
    visitor.submits()
    visitor.waits_for("/orders/")
    visitor.page.locator("a[href*='/payments/']").first.click()
    visitor.pays_by_card()
    return visitor.waits_until_fulfilled()


def test_an_organizer_buys_across_three_listings(visitor: Visitor) -> None:
    visitor.signs_in("organizer")
    code = buy_three(visitor)
    visitor.goes_to(f"/certificates/{code}")
    visitor.sees("3.500")
    visitor.page.locator("a[href*='/provenance/']").first.click()
    visitor.has_room()
    assert visitor.page.locator("ol.chain").count() >= len(AMOUNTS)
    visitor.goes_to("/basket/")
    visitor.sees("购物篮是空的", "The basket is empty")


def test_a_guests_basket_is_there_after_signing_in_on_a_phone(phone: Visitor) -> None:
    put_into_basket(phone, "300", number=0)
    phone.signs_in("institute")
    phone.goes_to("/basket/")
    phone.has_room()
    box = phone.page.locator(".basket-line input").first
    assert box.input_value() == "300"
    box.fill("250")
    box.press("Enter")
    phone.page.wait_for_load_state()
    assert phone.page.locator(".basket-line input").first.input_value() == "250"
    phone.page.locator("button[name=remove]").first.click()
    phone.sees("购物篮是空的", "The basket is empty")


def test_a_transfer_is_offered_by_one_and_accepted_by_the_other(
    visitor: Visitor, phone: Visitor
) -> None:
    visitor.signs_in("organizer")
    visitor.goes_to("/account/holdings/")
    visitor.page.locator("nav a[href*='organization=']").first.click()
    visitor.page.locator("a[href*='/holdings/transfer/']").click()
    visitor.page.locator("input[name^='kg_']").first.fill("120")
    visitor.fills(receiver="龙岗屋顶光伏合作社（演示）", note="论坛余下的")
    visitor.has_room()
    visitor.submits()
    visitor.page.wait_for_url(re.compile(r"/account/transfers/[0-9a-f-]{36}/$"))
    where = visitor.page.url
    phone.signs_in(
        "solar"
    )  # whose events nobody covers: what is held is taken off what an event still needs
    phone.page.goto(where)
    phone.has_room()
    phone.page.locator("button[value=accept]").click()
    phone.sees("已接受", "accepted")
