"""The sandbox behind the site's own port: the demo's door to its mail, its payments, its people."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import people
from accounts.second_factor import current_code
from config.sandbox.stripe.server import Sandbox


@pytest.fixture
def browser(db) -> Client:
    """A browser on the site (`client` is Stripe's library in this folder)."""
    return Client()


@pytest.fixture
def site(browser: Client, sandbox: Sandbox, settings) -> Client:
    """A browser on the demo, whose Stripe is the sandbox."""
    settings.SANDBOX_STRIPE_URL = sandbox.address
    sandbox.api.public_base = "/sandbox/stripe"
    return browser


def post(site: Client, address: str, number: str):
    """Post the card form as a browser does."""
    form = "application/x-www-form-urlencoded"
    return site.post(address, f"card_number={number}", content_type=form)


def test_a_payment_is_made_through_the_sites_own_port(site, make) -> None:
    session = make(success_url="http://testserver/done")
    address = session.url.removeprefix("http://testserver")
    assert address.startswith("/sandbox/stripe/c/pay/cs_test_")
    assert 'name="card_number"' in site.get(address).content.decode()
    paid = post(site, address, "4242424242424242")
    assert (paid.status_code, paid["Location"]) == (303, "http://testserver/done")


def test_redirects_stay_below_the_prefix(site, make) -> None:
    session = make(success_url="http://testserver/done")
    address = session.url.removeprefix("http://testserver")
    challenge = post(site, address, "4000002500003155")
    assert challenge["Location"] == f"{session.id}/3ds"


def test_the_api_itself_is_not_reachable_from_outside(site) -> None:
    assert site.get("/sandbox/stripe/v1/events", follow=True).status_code == 404
    assert site.post("/sandbox/stripe/v1/refunds", follow=True).status_code == 404


def test_a_part_that_is_down_says_so(browser, settings) -> None:
    settings.SANDBOX_MAIL_URL = "http://127.0.0.1:9"
    assert browser.get("/sandbox/mail/").status_code == 503


def test_a_part_that_is_not_ours_is_not_there(browser, settings) -> None:
    settings.SANDBOX_MAIL_URL = ""
    assert browser.get("/sandbox/mail/", follow=True).status_code == 404


def test_the_index_shows_the_demos_people_and_the_codes_of_its_staff(browser) -> None:
    staff = people.create_person("finance@demo.zhonghe.example", name="财务 郑", password=None)
    people.make_staff(staff, groups=["finance"], totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    people.create_person("citizen@demo.zhonghe.example", name="市民小张", password=None)
    page = browser.get("/sandbox/", headers={"accept-language": "zh-CN"}).content.decode()
    assert current_code(staff) in page
    assert "市民小张" in page
    assert "4242 4242 4242 4242" in page


def test_the_index_never_shows_a_real_accounts_code(browser) -> None:
    real = people.create_person("boss@zhonghe.example", name="真人", password=None)
    people.make_staff(real, groups=["finance"], totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ")
    page = browser.get("/sandbox/").content.decode()
    assert "真人" not in page
    assert current_code(real) not in page


def test_outside_the_demo_there_is_no_sandbox(browser, settings) -> None:
    settings.DEMO = False
    assert browser.get("/sandbox/", follow=True).status_code == 404
