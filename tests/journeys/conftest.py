"""A browser before the real thing: the demo as `make run` starts it, one for all journeys.

Nothing is reached into: what a journey knows, it has read on a page or in the caught mail.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import databases
from tests.environment import SERVERS
from tests.journeys.browsing import CHROMIUM_SWITCHES, Visitor, chromium
from tests.services.running import Running, prefill, remove, scratch_folder

# Playwright's loop runs in this thread while journeys last; the fixtures of other tests may be set up meanwhile.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all journeys on one worker: one site, one browser."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("journeys"))
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def address(request: pytest.FixtureRequest) -> str:
    """Where the site runs: the one that ZHONGHE_SITE names (a `make run` of yours), else our own."""
    return os.environ.get("ZHONGHE_SITE") or request.getfixturevalue("site").address


@pytest.fixture(scope="package")
def site(template_database: str) -> Iterator[Running]:
    """The whole marketplace with its demo, on a port of its own."""
    folder = scratch_folder()
    source = databases.url(SERVERS.postgres.owner_url, template_database)
    prefill(folder, source_url=source, with_demo=True)
    running = Running(folder, demo=True)
    running.start(seconds=400)
    yield running
    running.interrupt()
    remove(folder)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_SWITCHES)
    yield launched
    launched.close()


@pytest.fixture
def visitor(address: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody at a desk, who reads Chinese, with a fresh browser."""
    with Visitor.arriving(address, browser) as somebody:
        yield somebody


@pytest.fixture
def phone(address: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody with a phone 360 px wide, who reads English."""
    with Visitor.arriving(address, browser, width=360, language="en") as somebody:
        yield somebody
