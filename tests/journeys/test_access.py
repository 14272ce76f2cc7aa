"""The key pages: no foreign host, no violation that axe finds, room on a phone, in two languages and both schemes."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.browsing import Visitor

KEY_PAGES = [
    "/",
    "/calculate/",
    "/calculate/event/",
    "/calculate/personal/",
    "/factors/",
    "/factors/grid-cn-gd-2023/",
    "/factors/differ/",
    "/listings/",
    "/listings/plan/?quantity=400&unit=kg",
    "/registry/",
    "/registry/log/",
    "/verify/",
    "/events/",
    "/policies/shenzhen-carbon-inclusion-work-plan/",
    "/accounts/login/",
]


@pytest.mark.parametrize("path", KEY_PAGES)
def test_a_key_page_has_room_and_no_barrier(visitor: Visitor, phone: Visitor, path: str) -> None:
    for reader in (visitor, phone):
        reader.goes_to(path)
        reader.has_room()
        found = Axe().run(reader.page)
        assert found.violations_count == 0, found.generate_report()
    visitor.page.emulate_media(color_scheme="dark")
    visitor.page.reload()
    dark = Axe().run(visitor.page)
    assert dark.violations_count == 0, dark.generate_report()
