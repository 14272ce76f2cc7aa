"""Organizers: EGU 2019's attendance by file, paid by bank transfer; a Shenzhen forum by form, paid by card."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import Visitor

EGU = Path(__file__).parents[1] / "footprint" / "cases" / "egu-2019" / "attendance.csv"


def begin_event(visitor: Visitor, **facts: str) -> None:
    """Fill in what the event is and come to its page."""
    visitor.goes_to("/events/new/")
    visitor.fills(**facts)
    visitor.has_room()
    visitor.submits()
    visitor.page.wait_for_url(re.compile(r"/events/[0-9a-f-]{36}/$"))
    visitor.has_room()


def decide_boundary(visitor: Visitor, event: str) -> None:
    """Everything of the event itself is inside, as the form proposes."""
    visitor.page.goto(f"{event}boundary/")
    visitor.has_room()
    visitor.submits()
    visitor.page.wait_for_url(event)


def order_for_event(visitor: Visitor, *, kind: str) -> str:
    """From the event's page: buy what is missing, to be retired at once; return the order's address."""
    visitor.page.locator("aside a[href*='listings/plan']").first.click()
    visitor.has_room()
    office = "button[name=kind][value=office]"
    visitor.page.locator(
        office if kind == "office" else "button[name=kind]:not([value=office])"
    ).click()
    visitor.waits_for("/quotes/")
    visitor.has_room()
    visitor.chooses("then", "retire")
    visitor.submits()
    visitor.waits_for("/orders/")
    return visitor.page.url


def declare(visitor: Visitor, event: str) -> None:
    """Publish the declaration and see it."""
    visitor.page.goto(f"{event}declare/")
    visitor.submits()
    visitor.sees("声明已公布", "The declaration is public")


def test_egu_2019_by_file_paid_by_transfer_that_two_people_confirm(
    visitor: Visitor, address: str, browser: Browser
) -> None:
    visitor.signs_in("institute")
    begin_event(
        visitor,
        name_zh="EGU 2019 大会（算例）",
        name_en="EGU General Assembly 2019 (worked example)",
        starts_on="2019-04-07",
        ends_on="2019-04-12",
        participants="16227",
    )
    event = visitor.page.url
    decide_boundary(visitor, event)

    visitor.page.goto(f"{event}travel/actual/")
    visitor.page.locator("input[type=file]").set_input_files(EGU)
    visitor.page.locator("form:has(input[type=file]) button").first.click()
    visitor.sees("119")
    visitor.page.locator("button[name=accept]").click()
    visitor.waits_for("/inventory/actual/")
    visitor.ticks("rest_is_zero")
    visitor.page.locator("button[name=freeze]").click()
    visitor.page.wait_for_url(event)
    visitor.sees("22,302.062")

    order = order_for_event(visitor, kind="office")
    visitor.page.locator("a[href*='/payments/']").first.click()
    visitor.page.locator("form:has(input[value=bank]) button").click()
    visitor.waits_for("/transfer/")
    visitor.has_room()
    code = visitor.page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    amount = visitor.page.locator("dd.num strong").first.inner_text().lstrip("¥").replace(",", "")
    confirm_by_two(address, browser, code, amount)

    visitor.page.goto(order)
    certificate = visitor.certificate_code()
    declare(visitor, event)
    visitor.goes_to(f"/certificates/{certificate}")
    visitor.sees("22,302.062")
    visitor.sees("EGU 2019 大会（算例）")


def confirm_by_two(address: str, browser: Browser, code: str, amount: str) -> None:
    """One of finance imports the statement and matches the line, another one confirms it."""
    serial = f"J{abs(hash(code)) % 10**10}"
    statement = (
        "交易日期,交易流水号,对方户名,贷方金额,附言\n"
        f"2026-11-23,{serial},湾区城市研究院（演示）,{amount},{code}\n"
    )
    with Visitor.arriving(address, browser) as first:
        first.signs_in("finance")
        first.goes_to("/staff/finance/")
        first.page.locator("form[action*=statements] input[type=file]").set_input_files(
            {"name": "s.csv", "mimeType": "text/csv", "buffer": statement.encode()}
        )
        first.page.locator("form[action*=statements] button").first.click()
        row = first.page.locator("tr", has_text=serial)
        row.locator("form[action*='/match/'] button").first.click()
        row = first.page.locator("tr", has_text=serial)
        row.locator("form[action*='/refuse/']").wait_for()
        assert not row.locator("form[action*='/confirm/']").count()
    with Visitor.arriving(address, browser) as second:
        second.signs_in("finance2")
        second.goes_to("/staff/finance/")
        row = second.page.locator("tr", has_text=serial)
        row.locator("form[action*='/confirm/'] button").first.click()
        second.page.wait_for_load_state()


@pytest.mark.parametrize("width", ["visitor", "phone"])
def test_a_two_day_forum_for_four_hundred_by_form_paid_by_card(
    width: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(width)
    visitor.signs_in("institute")
    begin_event(
        visitor,
        name_zh=f"鹏城创新论坛（{width}）",
        name_en="Pengcheng Innovation Forum",
        starts_on="2026-10-15",
        ends_on="2026-10-16",
        participants="400",
    )
    event = visitor.page.url
    decide_boundary(visitor, event)

    visitor.page.goto(f"{event}inventory/planned/")
    visitor.has_room()
    visitor.page.locator("button[name=freeze]").click()
    visitor.page.wait_for_url(event)
    visitor.page.goto(f"{event}inventory/actual/")
    visitor.has_room()
    for name, value in {"electricity": "15200", "meals": "1180"}.items():
        box = visitor.page.locator(f"main input[name*='{name}']").first
        box.evaluate("node => node.closest('details') && (node.closest('details').open = true)")
        box.fill(value)
    visitor.ticks("rest_is_zero")
    visitor.page.locator("button[name=freeze]").click()
    visitor.page.wait_for_url(event)

    order_for_event(visitor, kind="card")
    visitor.page.locator("a[href*='/payments/']").first.click()
    visitor.pays_by_card()
    certificate = visitor.waits_until_fulfilled()
    visitor.page.goto(event)
    visitor.sees("100%", "107%")  # the plan that comes first may be in whole tonnes
    visitor.has_room()
    visitor.goes_to(f"/certificates/{certificate}")
    visitor.sees("鹏城创新论坛", "Pengcheng Innovation Forum")
