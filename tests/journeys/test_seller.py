"""A small firm's road: it applies, tells its project, gets its first batch issued, and sells it to a guest."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from playwright.sync_api import Browser

from tests.journeys.browsing import Visitor
from tests.journeys.test_guest import open_payment

PDF = {"mimeType": "application/pdf", "buffer": b"%PDF-1.7 what the bakery measured"}
FACTS = {
    "name_zh": "宝安面包店屋顶光伏",
    "name_en": "Bao'an bakers' rooftop solar",
    "place_zh": "新安街道",
    "place_en": "Xin'an",
    "latitude": "22.57274",
    "longitude": "113.91615",
    "starts_on": "2025-01-01",
    "who_zh": "一家面包店与十一户邻居",
    "who_en": "a baker and eleven neighbours",
    "participants": "12",
    "summary_zh": "邻居们合用一个屋顶。",
    "summary_en": "Neighbours share a roof.",
    "co_benefits_zh": "降低电费",
    "co_benefits_en": "Lower bills",
}


@contextmanager
def somebody(address: str, browser: Browser, name: str = "") -> Iterator[Visitor]:
    """Somebody with a browser of their own, signed in under a name of the demo's."""
    with Visitor.arriving(address, browser) as visitor:
        if name:
            visitor.signs_in(name)
        yield visitor


def test_a_small_firm_gets_its_first_batch_issued_and_sold(address: str, browser: Browser) -> None:
    with somebody(address, browser, "institute") as firm:
        applies(firm)
        with somebody(address, browser, "registrar") as registrar:
            accepts_the_application(registrar)
            hands_in_a_dossier(firm)
            code = accepts_the_dossier(registrar)
            request = asks_for_an_issue(registrar, code)
        with somebody(address, browser, "registrar2") as second:
            second.page.goto(request)
            second.submits("approve")
            second.waits_for("/registry/")
        public = puts_up_for_sale(firm)
        with somebody(address, browser) as guest:
            buys(guest, public)
        firm.goes_to("/account/sales/")
        firm.sees("0.500 吨", "500 千克")
        firm.has_room()
        firm.goes_to(f"/projects/{code}/")
        firm.sees("林小和")


def applies(firm: Visitor) -> None:
    firm.goes_to("/account/projects/")
    firm.presses("申请成为项目业主")
    firm.fills(
        published_on=(date.today() - timedelta(weeks=4)).isoformat(),
        published_url="https://institute.demo.zhonghe.example/sharing",
        contact_name="孙研究",
        contact_phone="0755-0000 2001",
        contact_email="institute@demo.zhonghe.example",
        account_name="湾区城市研究院（演示）",
        bank="演示银行宝安支行",
        account_number="0000 2222 3333",
    )
    firm.submits("", button="")  # without the terms nothing is handed in, and nothing is lost
    firm.sees("不接受条款就不能在此出售")
    firm.ticks("terms")
    firm.submits()
    firm.sees("待登记员审核")
    firm.has_room()


def accepts_the_application(registrar: Visitor) -> None:
    registrar.goes_to("/staff/projects/")
    registrar.presses("湾区城市研究院")
    registrar.submits("accept")
    registrar.sees("现在可以提交项目")


def hands_in_a_dossier(firm: Visitor) -> None:
    firm.goes_to("/account/projects/")
    firm.submits("projects/new")
    firm.waits_for("/edit/")
    firm.fills(**FACTS)
    firm.chooses("kind", "solar")
    firm.chooses("district", "440306")
    firm.page.locator("[name=scheme]").select_option(label="深圳碳普惠核证减排量")
    firm.page.locator("[name=methodology_version]").select_option(
        label="深圳市分布式光伏发电系统碳普惠方法学 · 试行"
    )
    firm.submits()
    firm.presses("添加监测期")
    firm.fills(starts_on="2025-01-01", ends_on="2025-12-31", quantity="52.4")
    firm.fills(unit_zh="兆瓦时", unit_en="MWh")
    firm.page.locator("[name=report]").set_input_files({"name": "监测报告.pdf", **PDF})
    firm.submits()
    firm.sees("52.4 兆瓦时")
    firm.has_room()
    firm.submits("submit")
    firm.sees("登记员正在审核")


def accepts_the_dossier(registrar: Visitor) -> str:
    """Accept the dossier and return the project's code."""
    registrar.goes_to("/staff/projects/")
    registrar.presses(FACTS["name_zh"])
    registrar.sees("52.4 兆瓦时")
    registrar.submits("accept")
    registrar.waits_for("/projects/sz-phcer-")
    return registrar.page.url.rstrip("/").rpartition("/")[2]


def asks_for_an_issue(registrar: Visitor, code: str) -> str:
    """Bring the block in that the platform has issued, and return the address of the request."""
    registrar.goes_to("/staff/registrar/issuances/new/")
    option = registrar.page.locator("[name=project] option", has_text=code)
    registrar.chooses("project", option.get_attribute("value") or "")
    registrar.fills(
        monitoring_start="2025-01-01",
        monitoring_end="2025-12-31",
        tonnes="28",
        upstream_serial="SZ-PHCER-0099-2025-000001-000028",
        custody_account="C-01",
        trade_reference="T-99",
        withdrawal_proof="W-99",
    )
    evidence = {"name": "签发通知.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 issued"}
    registrar.page.locator("[name=evidence]").set_input_files(evidence)
    registrar.submits()
    registrar.page.wait_for_url(re.compile(r"/issuances/[0-9a-f-]{36}/"))
    return registrar.page.url


def puts_up_for_sale(firm: Visitor) -> str:
    """Write an offer, look at it, put it up, change its price, and return its public address."""
    firm.goes_to("/account/sales/")
    firm.presses("新挂牌")
    firm.fills(quantity="20", price="39.90")
    firm.submits()
    firm.sees("买方将看到的样子")
    firm.submits("activate")
    firm.sees("已上架")
    firm.page.locator("form[action$='/price/'] [name=price]").fill("38.80")
    firm.submits("/price/")
    firm.sees("价格已更改")
    firm.has_room()
    link = firm.page.get_by_role("link", name="该挂牌的公开页面").get_attribute("href")
    assert link
    return link


def buys(guest: Visitor, listing: str) -> None:
    """Buy half a tonne of one listing as a guest, in one's own name."""
    guest.page.goto(f"{guest.address}{listing}?quantity=500&unit=kg")
    guest.fills(email="seller-guest@people.example")
    guest.submits("reserve", button="kind")
    guest.waits_for("/quotes/")
    guest.chooses("purpose", "personal")
    guest.fills(title="我的 2026 年出行", public_name="林小和")
    guest.submits()
    guest.waits_for("/orders/")
    open_payment(guest)
    guest.pays_by_card()
    assert guest.waits_until_fulfilled()
