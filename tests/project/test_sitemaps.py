"""What search engines are told: robots.txt, sitemap.xml, security.txt."""

import re

import pytest

from events.models import Event
from marketplace import clock
from tests.attacks import killing
from tests.certificates import retired
from tests.events import subjects
from tests.market.conftest import expo, metro, seller_party  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(client):
    def read() -> list[str]:
        answer = client.get("/sitemap.xml")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/xml"
        return re.findall(r"<loc>([^<]+)</loc>", answer.content.decode())

    return read


def test_a_demo_wants_to_be_found_by_nobody(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.content.decode().splitlines() == ["User-agent: *", "Disallow: /"]


def test_production_hides_what_is_somebodys_own(client, settings):
    settings.DEMO = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /" not in lines
    assert {"Disallow: /*/account/", "Disallow: /*/orders/", "Disallow: /cms/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_the_map_names_supply_in_every_language_and_each_address_opens(
    addresses,
    client,
    metro,  # noqa: F811
):
    found = addresses()
    batch = metro.batch
    for language in ("zh-hans", "zh-hant", "en"):
        for path in (
            f"listings/{metro.public_id}/",
            f"projects/{batch.project.code}/",
            f"registry/batches/{batch.code}/",
            "calculate/",
        ):
            assert f"http://testserver/{language}/{path}" in found
    for address in found:
        if "/en/" in address:
            assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_map_keeps_a_persons_certificate_and_all_private_pages_out(
    addresses,
    expo,  # noqa: F811
    metro,  # noqa: F811
):
    row = retired.retirement()
    private = killing.order(expo, metro, 10)
    text = "\n".join(addresses())
    assert str(row.public_id) not in text
    assert retired.statement_of(row).code not in text
    assert str(private.public_id) not in text
    assert not re.search(r"certificates/|/orders/|/account|/staff|/quotes/|/payments/", text)


def test_only_a_declared_event_stands_in_the_map(addresses, nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    Event.objects.filter(pk=event.pk).update(plan_published_at=clock.now())
    assert str(event.public_id) not in "\n".join(addresses())


def test_whom_to_tell_of_a_hole_is_said_only_where_somebody_listens(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@operator.example"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@operator.example\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", text, re.MULTILINE)
