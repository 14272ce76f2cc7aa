"""A visitor: what a person does in a browser, in the words of a person."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, expect

CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = tomllib.loads(
    (Path(__file__).parents[2] / "demo" / "content" / "people.toml").read_text(encoding="utf-8")
)["password"]
WAIT = 60_000
CODE = re.compile(r"ZH-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}")


def chromium() -> str:
    """Return the browser's path. Fails with the way out where there is none."""
    found = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    assert found, "No Chromium found: install Debian's package chromium."
    return found


@dataclass
class Visitor:
    """One person's browser window."""

    address: str
    page: Page
    language: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def arriving(
        cls, address: str, browser: Browser, *, width: int = 1280, language: str = "zh-hans"
    ) -> Iterator["Visitor"]:
        """Open a fresh window; afterwards nothing may have left the site's own host."""
        context = browser.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(WAIT)
        visitor = cls(address, page, language)
        page.on("request", visitor._note_request)
        page.on("console", lambda message: visitor._note(message.type, message.text))
        yield visitor
        context.close()
        assert not visitor.foreign, f"Requests left the site: {visitor.foreign}"
        assert not visitor.complaints, f"The browser complained: {visitor.complaints}"

    def goes_to(self, path: str) -> None:
        """Open a page of the site in the visitor's language (``/sandbox/…`` as it is)."""
        prefix = "" if path.startswith("/sandbox/") else f"/{self.language}"
        self.page.goto(f"{self.address}{prefix}{path}")

    def presses(self, *names: str) -> None:
        """Press the first button or follow the first link that is called one of these."""
        pattern = re.compile("|".join(f"^{re.escape(name)}" for name in names))
        button = self.page.get_by_role("button", name=pattern)
        link = self.page.get_by_role("link", name=pattern)
        button.or_(link).locator("visible=true").first.click()

    def submits(self, action: str = "", *, button: str = "") -> None:
        """Send the form whose address holds these words (or the main one), by a button's name if it has several."""
        form = self.page.locator(
            f"main form[action*='{action}']" if action else "main form[method=post]"
        )
        choice = f"[name='{button}']" if button else "[type=submit], :not([type])"
        form.first.locator(f"button:is({choice})").first.click()

    def fills(self, **answers: str) -> None:
        """Fill in fields by their form names."""
        for name, value in answers.items():
            self.page.locator(f"[name='{name}']:visible").first.fill(value)

    def chooses(self, name: str, value: str) -> None:
        """Choose an option or a radio button by its value."""
        target = self.page.locator(f"[name='{name}']").first
        if target.evaluate("node => node.tagName") == "SELECT":
            target.select_option(value)
        else:
            self.page.locator(f"[name='{name}'][value='{value}']").check()

    def ticks(self, name: str) -> None:
        """Tick a box."""
        self.page.locator(f"[name='{name}']").first.check()

    def sees(self, *texts: str) -> None:
        """Wait until one of these texts stands on the page."""
        pattern = re.compile("|".join(re.escape(text) for text in texts))
        expect(self.page.locator("body")).to_contain_text(pattern, timeout=WAIT)

    def pays_by_card(self, number: str = "4242 4242 4242 4242") -> None:
        """From the page of ways to pay: agree, go to the hosted page, type a test number."""
        if self.page.locator("[name=agreed]").count():
            self.ticks("agreed")
        self.page.locator("form:has(input[value=stripe]) button").click()
        self.page.wait_for_url("**/sandbox/stripe/**")
        self.fills(card_number=number)
        self.page.locator("form:has([name=card_number]) button").first.click()

    def waits_for(self, path: str) -> None:
        """Wait until the address holds these words."""
        self.page.wait_for_url(f"**{path}**", timeout=WAIT)

    def waits_until_fulfilled(self) -> str:
        """On an order's page or the one after paying: wait for the certificate and return its code."""
        self.page.wait_for_url("**/orders/**", timeout=WAIT)
        return self.certificate_code()

    def has_room(self) -> None:
        """The page fits its window: nothing has to be scrolled sideways."""
        self.page.wait_for_load_state()
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px too wide"

    def signs_in(self, name: str) -> None:
        """Sign in as one of the demo's people; staff prove their second factor with the sandbox's code."""
        email = f"{name}@demo.zhonghe.example"
        self.goes_to("/accounts/login/")
        self.fills(login=email, password=PASSWORD)
        self._sends()
        for _try in range(5):
            if not self.page.locator("input[name=code]").count():
                return
            self.fills(code=self.code_of(email))
            self._sends()
            if self.page.locator("input[name=code]").count():
                self.page.wait_for_timeout(
                    8_000
                )  # a code serves once; the next one comes within 30 s

    def _sends(self) -> None:
        """Press the main button and wait for the page that follows."""
        with self.page.expect_navigation(timeout=WAIT):
            self.page.locator("main button[type=submit]").first.click()

    def code_of(self, email: str) -> str:
        """Read a staff member's current code on the sandbox's page, in another tab."""
        tab = self.page.context.new_page()
        tab.goto(f"{self.address}/sandbox/")
        row = tab.locator("tr", has_text=email)
        found = re.search(r"\b\d{3} ?\d{3}\b", row.inner_text())
        tab.close()
        assert found, f"No code for {email}"
        return found.group().replace(" ", "")

    def certificate_code(self) -> str:
        """Read the certificate's code on this page; it may still be in the making."""
        for _i in range(30):
            found = CODE.search(self.page.locator("main").inner_text())
            if found:
                return found.group()
            self.page.wait_for_timeout(2000)
            self.page.reload()
        raise AssertionError(f"No certificate code on {self.page.url}")

    def _note_request(self, request: Request) -> None:
        own = request.url.startswith((self.address, "data:", "blob:"))
        if not own:
            self.foreign.append(request.url)

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.complaints.append(text)
