"""A citizen without an account: buys some kilograms, retires them, and a stranger checks the certificate."""

import io
import re
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.journeys.browsing import Visitor

DECLINED = "4000 0000 0000 0002"
THREE_D_SECURE = "4000 0025 0000 3155"


def reserve(visitor: Visitor, kilograms: int) -> None:
    """Reserve the cheapest kilograms as a guest and say what for."""
    visitor.goes_to(f"/listings/plan/?quantity={kilograms}&unit=kg")
    visitor.fills(email="citizen-guest@people.example")
    visitor.has_room()
    visitor.submits("reserve", button="kind")
    visitor.waits_for("/quotes/")
    visitor.has_room()
    visitor.chooses("purpose", "personal")
    visitor.fills(title="我的 2026 年出行", public_name="林小和")
    visitor.submits()
    visitor.waits_for("/orders/")


def open_payment(visitor: Visitor) -> None:
    visitor.page.locator("a[href*='/payments/']").first.click()
    visitor.waits_for("/payments/")


@pytest.mark.parametrize("width", ["visitor", "phone"])
def test_a_guest_buys_pays_by_card_and_holds_a_certificate_that_a_stranger_finds_standing(
    width: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    visitor: Visitor = request.getfixturevalue(width)
    reserve(visitor, 400)
    open_payment(visitor)
    visitor.has_room()
    visitor.pays_by_card()
    code = visitor.waits_until_fulfilled()

    visitor.page.context.clear_cookies()
    visitor.goes_to(f"/certificates/{code}")
    visitor.sees("0.400")
    visitor.has_room()
    paper = download(visitor, tmp_path / "certificate.pdf")
    assert len(list(PdfFileReader(io.BytesIO(paper)).embedded_signatures)) == 1

    verify(visitor, paper)
    assert "doubt" not in verdict(visitor)


def test_a_changed_byte_and_an_added_one_are_seen(visitor: Visitor, tmp_path: Path) -> None:
    reserve(visitor, 300)
    open_payment(visitor)
    visitor.pays_by_card()
    visitor.goes_to(f"/certificates/{visitor.waits_until_fulfilled()}")
    paper = bytearray(download(visitor, tmp_path / "certificate.pdf"))
    whole = bytes(paper)
    verify(visitor, whole)
    good = verdict(visitor)
    paper[len(paper) // 2] ^= 1
    verify(visitor, bytes(paper))
    assert verdict(visitor) != good
    verify(visitor, whole + b"\n")
    assert verdict(visitor) != good


def test_a_declined_card_loses_nothing_and_another_card_pays(visitor: Visitor) -> None:
    reserve(visitor, 350)
    open_payment(visitor)
    visitor.pays_by_card(DECLINED)
    visitor.sees("银行卡被拒绝")
    visitor.fills(card_number="4242 4242 4242 4242")
    visitor.page.locator("form:has([name=card_number]) button").first.click()
    assert visitor.waits_until_fulfilled()


def test_three_d_secure_asks_and_can_fail_and_succeed(phone: Visitor) -> None:
    reserve(phone, 320)
    open_payment(phone)
    phone.pays_by_card(THREE_D_SECURE)
    phone.page.locator("button[value*=fail]").click()
    phone.sees("did not go through", "declined", "authenticate")
    phone.fills(card_number=THREE_D_SECURE)
    phone.page.locator("form:has([name=card_number]) button").first.click()
    phone.page.locator("button[name=how]").first.click()
    assert phone.waits_until_fulfilled()


def test_an_abandoned_payment_can_be_taken_up_again(visitor: Visitor) -> None:
    reserve(visitor, 310)
    order = visitor.page.url
    open_payment(visitor)
    visitor.ticks("agreed")
    visitor.page.locator("form:has(input[value=stripe]) button").click()
    visitor.waits_for("/sandbox/stripe/")
    visitor.page.get_by_role("link", name="返回商户").click()
    visitor.waits_for("/payments/")
    visitor.page.goto(order)
    open_payment(visitor)
    visitor.pays_by_card()
    assert visitor.waits_until_fulfilled()


def download(visitor: Visitor, target: Path) -> bytes:
    """Download the PDF of the certificate on this page; it may still be in the making."""
    link = visitor.page.locator("a[href$='/pdf']").first
    for _i in range(30):
        if link.count():
            break
        visitor.page.wait_for_timeout(2000)
        visitor.page.reload()
    answer = visitor.page.request.get(f"{visitor.address}{link.get_attribute('href')}")
    assert answer.ok, answer.status
    target.write_bytes(answer.body())
    return answer.body()


def verify(visitor: Visitor, paper: bytes) -> None:
    """Upload a PDF on the verify page."""
    visitor.goes_to("/verify/")
    upload = visitor.page.locator("input[type=file]")
    upload.set_input_files({"name": "c.pdf", "mimeType": "application/pdf", "buffer": paper})
    visitor.page.locator("form:has(input[type=file]) button").first.click()


def verdict(visitor: Visitor) -> str:
    """Return the heading of what the page says about the paper."""
    heading = visitor.page.locator("main .answer h2").first
    return re.sub(r"\s+", " ", heading.inner_text())
