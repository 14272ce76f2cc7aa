"""Two registrars: a list with one lying row, the rest approved by the second; a withdrawal exported and answered."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.registry.block_imports import sheet
from marketplace.registry.withdrawals import sheet as withdrawal_sheet
from tests.journeys.browsing import Visitor
from tests.registry import lists

BATCH = re.compile(r"SZ-[A-Z0-9-]+-2019-\d{2}")


def blocks() -> list[dict[str, str]]:
    """Three blocks of two projects of the demo; the last one says more tonnes than its serial numbers."""
    common = {
        "monitoring_start": "2019-01-01",
        "monitoring_end": "2019-12-31",
        "custody_account": "DEMO-CUSTODY-0001",
    }
    told = [("sz-metro-2024", "120", 1), ("sz-bus-2024", "120", 2), ("sz-bus-2024", "200", 3)]
    return [
        common
        | {
            "project": project,
            "tonnes": tonnes,
            "upstream_serial": f"演示-SZ-PHCER-0099-2019-{number}00001-{number}00120",
            "trade_reference": f"DEMO-TRADE-2019-{number}",
            "evidence": f"confirmation-2019-{number}.pdf",
        }
        for project, tonnes, number in told
    ]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The list, saved by a Chinese spreadsheet, and the ZIP with its evidence."""
    rows = blocks()
    listed, packed = tmp_path / "区间.csv", tmp_path / "证据.zip"
    listed.write_bytes(sheet.write(rows, chinese=True).decode("utf-8-sig").encode("gb18030"))
    packed.write_bytes(lists.files_of(*rows))
    return listed, packed


def test_a_list_is_looked_at_sent_approved_by_another_and_public_at_once(
    visitor: Visitor, address: str, browser: Browser, files: tuple[Path, Path]
) -> None:
    visitor.signs_in("registrar")
    visitor.goes_to("/staff/registrar/imports/new/")
    visitor.page.set_input_files("[name=list]", files[0])
    visitor.page.set_input_files("[name=files]", files[1])
    visitor.page.locator("main form button").first.click()
    visitor.sees("含首尾共 120 吨")
    visitor.has_room()
    visitor.submits("/send/")
    visitor.sees("已将 2 行送交另一位登记员")
    assert not visitor.page.locator("main form[action*='/send/']").count()

    with Visitor.arriving(address, browser) as second:
        second.signs_in("registrar2")
        second.goes_to("/staff/registrar/")
        for number in (1, 2):
            second.page.locator(f"[aria-label*='2019-{number}00001']").check()
        second.submits("/issuances/approve/")
        second.sees("已签发")
        codes = BATCH.findall(second.page.locator("body").inner_text())
    assert len(set(codes)) == 2

    with Visitor.arriving(address, browser, width=360, language="en") as stranger:
        for code in codes:
            stranger.goes_to(f"/registry/batches/{code}/")
            stranger.sees("One registrar asked, another one approved.")
            stranger.has_room()


def test_whole_tonnes_are_requested_exported_and_answered_by_another(
    visitor: Visitor, address: str, browser: Browser, tmp_path: Path
) -> None:
    visitor.signs_in("registrar")
    visitor.goes_to("/staff/registrar/withdrawals/")
    visitor.has_room()
    visitor.submits("/collect/")
    visitor.waits_for("/withdrawals/W-")
    with visitor.page.expect_download() as download:
        visitor.presses("下载申请文件（CSV）")
    applied = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    code = visitor.page.url.rstrip("/").rpartition("/")[2]
    assert code in applied and "演示-GD-PHCER-0093" in applied
    row = {
        "withdrawal": code,
        "line": "1",
        "result": "已注销",
        "proof_number": "DEMO-PROOF-77",
        "proof_date": f"{datetime.now(clock.SHENZHEN):%Y-%m-%d}",
        "proof_file": "proof-77.pdf",
    }
    answer, proofs = tmp_path / "答复.csv", tmp_path / "证明.zip"
    answer.write_bytes(withdrawal_sheet.write(withdrawal_sheet.ANSWER, [row], chinese=True))
    proofs.write_bytes(lists.zipped([row["proof_file"]]))

    with Visitor.arriving(address, browser) as second:
        second.signs_in("registrar2")
        second.page.goto(visitor.page.url)
        second.page.set_input_files("[name=list]", answer)
        second.page.set_input_files("[name=files]", proofs)
        second.page.locator("main form button").first.click()
        second.sees("DEMO-PROOF-77")
        second.has_room()
