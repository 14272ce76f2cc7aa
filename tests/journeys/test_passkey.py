"""A citizen adds a passkey and signs in with it, without a password; the device is one that Chromium plays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import PASSWORD, Visitor


@pytest.fixture
def holder(address: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody whose device has a screen lock, at the site's name: browsers give keys to no number."""
    with Visitor.arriving(
        address.replace("127.0.0.1", "localhost"), browser, language="en"
    ) as somebody:
        device = somebody.page.context.new_cdp_session(somebody.page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        yield somebody


def confirms(holder: Visitor) -> None:
    """Say again who it is, where the site asks."""
    holder.page.wait_for_load_state()
    if "/reauthenticate/" in holder.page.url:
        holder.fills(password=PASSWORD)
        holder.page.locator("main form button[type=submit]").first.click()


def test_a_citizen_signs_in_with_a_passkey_alone(holder: Visitor) -> None:
    holder.signs_in("citizen")
    holder.goes_to("/accounts/2fa/webauthn/add/")
    confirms(holder)
    holder.page.locator("[name=passwordless]").check()
    holder.presses("Add")
    holder.page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    holder.goes_to("/accounts/logout/")
    holder.page.locator("main form button").first.click()
    holder.goes_to("/accounts/login/")
    holder.page.locator("#passkey_login").click()
    holder.page.wait_for_url("**/account/**")
    holder.sees("市民小张")
    # Others sign in as this citizen by password alone: the key goes again.
    holder.goes_to("/accounts/2fa/webauthn/")
    holder.presses("Remove")
    confirms(holder)
    holder.page.locator("main form[action*=remove] button").first.click()
    holder.sees("No key is registered", "Your phone, computer or a hardware key")
