"""What every answer carries: a strict content policy and its companions, on errors too; cookies under production."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import path

from config import urls
from tests.cast import sign_in
from tests.market.conftest import metro, seller_party  # noqa: F401 - fixtures
from tests.project.test_gates import PRODUCTION, ROOT

pytestmark = pytest.mark.django_db

PAGES = [
    "/zh-hans/calculate/",
    "/en/calculate/event/",
    "/zh-hant/calculate/personal/",
    "/en/calculate/office/",
    "/zh-hans/factors/",
    "/zh-hans/listings/",
    "/en/registry/",
    "/zh-hans/registry/log/",
    "/en/registry/status/",
    "/zh-hans/verify/",
    "/zh-hans/accounts/login/",
    "/en/accounts/signup/",
    "/en/accounts/password/reset/",
    "/api/v1/listings",
    "/robots.txt",
    "/check.py",
    "/healthz",
]
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def _fails(_request):
    raise RuntimeError("a fault of ours")


class Faulty:
    """The site's addresses, with one page that fails."""

    urlpatterns = (path("faulty/", _fails), *urls.urlpatterns)


def policy(answer) -> dict[str, str]:
    """Return the answer's content policy by directive."""
    text = answer.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in text.split(";") if part.strip())


def is_guarded(answer) -> None:
    """Assert the strict policy and the headers beside it."""
    found = policy(answer)
    assert STRICT.items() <= found.items()
    assert not any("unsafe" in value or "*" in value for value in found.values())
    assert "http" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_is_guarded(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    is_guarded(answer)


def test_a_listing_and_its_batch_are_guarded(client, metro):  # noqa: F811
    for address in (
        f"/zh-hans/listings/{metro.public_id}/",
        f"/en/registry/batches/{metro.batch.code}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        is_guarded(answer)


def test_an_account_page_is_guarded(client, citizen):
    is_guarded(sign_in(client, citizen).get("/zh-hans/account/holdings/"))


def test_missing_pages_are_guarded(client):
    for address in ("/zh-hans/nothing/", "/en/certificates/ZH-NONE", "/api/v1/nothing", "/nothing"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 404, address
        is_guarded(answer)


def test_a_forged_form_is_refused_on_a_guarded_page():
    answer = Client(enforce_csrf_checks=True).post("/zh-hans/verify/", {"code": "x"})
    assert answer.status_code == 403
    is_guarded(answer)


def test_a_page_that_fails_is_guarded_and_tells_nothing(settings):
    settings.ROOT_URLCONF = Faulty
    answer = Client(raise_request_exception=False).get("/faulty/")
    assert answer.status_code == 500
    is_guarded(answer)
    assert b"RuntimeError" not in answer.content and b"Traceback" not in answer.content


def test_only_the_editors_have_a_looser_policy(client, editor):
    answer = sign_in(client, editor).get("/cms/")
    assert "'unsafe-inline'" in policy(answer)["script-src"]
    for address in ("/en/cms/", "/cmsx/", "/zh-hans/verify/?next=/cms/"):
        is_guarded(client.get(address, follow=True))


def test_cookies_stay_with_the_site(client):
    answer = client.get("/zh-hans/accounts/login/")
    cookie = answer.cookies["csrftoken"]
    assert cookie["samesite"] == "Lax"


PROGRAM = """
import json, django
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.test import Client
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
         "CSRF_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
         "DEBUG", "DEMO", "ALLOWED_HOSTS")
plain = Client(headers={"host": "zhonghe.example"}).get("/zh-hans/verify/")
safe = Client(headers={"host": "zhonghe.example"}).get("/healthz", secure=True)
robots = Client(headers={"host": "zhonghe.example"}).get("/robots.txt", secure=True)
foreign = Client(headers={"host": "evil.example"}).get("/healthz", secure=True)
print(json.dumps({"settings": {name: getattr(settings, name) for name in names},
                  "plain": [plain.status_code, plain.headers.get("Location", "")],
                  "hsts": safe.headers.get("Strict-Transport-Security", ""),
                  "robots": robots.content.decode(), "foreign": foreign.status_code}))
"""


@pytest.mark.slow
def test_production_has_secure_cookies_only_https_and_only_its_own_name(tmp_path: Path):
    """Nothing here needs the database; a process of its own, since settings are read once."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.base"}
        | PRODUCTION
        | {"VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert said["settings"] == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
        "DEMO": False,
        "ALLOWED_HOSTS": ["zhonghe.example"],
    }
    assert said["plain"] == [301, "https://zhonghe.example/zh-hans/verify/"]
    assert said["hsts"].startswith("max-age=31536000; includeSubDomains")
    assert said["foreign"] == 400
    assert "Disallow: /\n" not in said["robots"]
    assert "Sitemap: https://zhonghe.example/sitemap.xml" in said["robots"]


def test_the_old_address_of_the_mark_leads_to_it(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302 and "favicon" in answer["Location"]
    assert answer["Location"].endswith(".svg")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/en/registry/serials/?q=%00a",
        "/en/listings/?q=%00a",
        "/api/v1/retirements?q=%00",
        "/api/v1/batches/%00",
    ],
)
def test_a_null_in_an_address_is_nothing_we_know(client, address):
    assert client.get(address).status_code == 404
