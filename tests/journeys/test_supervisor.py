"""A supervisor freezes a listing and explains; a buyer meets the sentence; a second supervisor approves the release."""

from playwright.sync_api import Browser

from tests.journeys.browsing import Visitor

WORDS = "正在与卖方核实价格依据。"


def test_freeze_explain_release(visitor: Visitor, address: str, browser: Browser) -> None:
    visitor.signs_in("supervisor")
    visitor.goes_to("/staff/supervision/anomalies/?state=open")
    visitor.page.locator("main td.lead a", has_text="自买自卖企图").first.click()
    visitor.presses("立案")
    visitor.fills(title="卖方多次试图购买自己的挂牌", reason="核查是否虚增成交")
    visitor.submits()
    visitor.waits_for("/cases/")
    case = visitor.page.url
    visitor.has_room()
    visitor.page.locator("main a[href*='/freeze/listing/']").first.click()
    listing = visitor.page.url.rstrip("/").rpartition("/")[2]
    visitor.fills(reason="暂停出售，等待说明", public=WORDS)
    visitor.submits()
    visitor.sees("待第二人确认")

    with Visitor.arriving(address, browser, width=360) as buyer:
        buyer.goes_to(f"/listings/{listing}/")
        buyer.sees("该挂牌已冻结")
        buyer.sees(WORDS)
        buyer.has_room()
        assert not buyer.page.locator("main form [name=amount]").count()
        buyer.presses("全部冻结与解冻")
        buyer.sees(WORDS)
        buyer.has_room()

    visitor.page.locator("main a[href*='/release/']").first.click()
    visitor.fills(reason="卖方已说明，属误操作", public="已核实，恢复出售。")
    visitor.submits()
    visitor.sees("解冻申请等待第二位监督员")
    assert not visitor.page.locator("main form[action*='/approve/']").count()

    with Visitor.arriving(address, browser, width=360) as second:
        second.signs_in("supervisor2")
        second.page.goto(case)
        second.has_room()
        second.submits("/confirm/")
        second.sees("已确认")
        second.submits("/approve/")
        second.sees("已解冻")

    with Visitor.arriving(address, browser) as buyer:
        buyer.goes_to(f"/listings/{listing}/?kg=1000")
        buyer.page.locator("#plans form button").first.wait_for()
        buyer.fills(email="after-release@people.example")
        buyer.page.locator("#plans form:has([name=email]) button").first.click()
        buyer.waits_for("/quotes/")

    visitor.page.goto(case)
    visitor.fills(finding="误操作，未发现虚增成交。")
    visitor.submits("/close/")
    visitor.sees("已结案")
    with visitor.page.expect_download() as download:
        visitor.submits("/export/")
    assert download.value.suggested_filename.startswith("C-")
