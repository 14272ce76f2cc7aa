"""Small words of the account pages: browsers by name, passkeys only where they can work."""

import pytest
from django.utils import translation

from accounts.templatetags.accounts_pages import browser
from tests.cast import sign_in

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/140.0", "Edge · Windows"),
        (WECHAT, "微信 · iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_plain_words(sent, shown):
    with translation.override("zh-hans"):
        assert browser(sent) == shown


@pytest.mark.parametrize(
    ("host", "offered"), [("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:80", False)]
)
def test_passkeys_are_offered_only_where_browsers_allow_them(client, db, settings, host, offered):
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get("/en/accounts/login/", headers={"host": host}).content.decode()
    assert ("Sign in with a passkey" in page) == offered


def test_where_they_cannot_work_the_page_says_why(client, citizen, settings):
    settings.ALLOWED_HOSTS = ["*"]
    sign_in(client, citizen)
    page = client.get("/en/accounts/2fa/webauthn/add/", headers={"host": "127.0.0.1:8000"})
    assert "open it by localhost" in page.content.decode()
