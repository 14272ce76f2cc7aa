"""The pages of what one owns: orders, holdings, and retiring out of them."""

import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace import clock
from marketplace.market import orders
from marketplace.registry.models import Retirement
from tests.cast import sign_in
from tests.market import stall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def owned(expo, metro, kg=1_000):
    order = stall.order(expo, (metro, kg))
    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    return order


def test_orders_and_holdings_are_listed(client, metro, expo, organizer, nanshan_expo):
    order = owned(expo, metro)
    sign_in(client, organizer)
    assert order.number in client.get(reverse("market:orders")).content.decode()
    page = client.get(
        reverse("market:holdings"), {"organization": str(nanshan_expo.party.public_id)}
    )
    assert "1.000 t" in page.content.decode()


@pytest.mark.parametrize("organization", ["nonsense", "7d0f6a52-3c1e-4b8e-9a50-2f1de6c0a9b1"])
def test_foreign_holdings_do_not_exist(client, citizen, organization):
    sign_in(client, citizen)
    assert client.get(reverse("market:holdings"), {"organization": organization}).status_code == 404


def retire_form(metro, **changes):
    return stall.purpose_form(
        **{
            "purpose": "event",
            "title": "论坛",
            "nonce": str(uuid.uuid4()),
            "final": "on",
            f"kg_{metro.batch_id}": "400",
        }
        | changes
    )


def test_retiring_out_of_holdings_leads_to_the_certificate(
    client, metro, expo, organizer, nanshan_expo
):
    owned(expo, metro)
    sign_in(client, organizer)
    address = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    assert "1.000 t owned" in client.get(address).content.decode()
    form = retire_form(metro)
    answer = client.post(address, form)
    retirement = Retirement.objects.get()
    assert retirement.kg == 400
    assert "/certificates/" in answer.url
    assert client.post(address, form).url == answer.url
    assert Retirement.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kg": "1001"}, "kg"),
        ({"kg": "-1"}, "kg"),
        ({"kg": "0.5"}, "kg"),
        ({"kg": ""}, None),
        ({"final": ""}, "final"),
        ({"title": ""}, "title"),
        ({"beneficiary": "organization"}, "uscc"),
        ({"beneficiary": "organization", "uscc": "123"}, "uscc"),
        ({"period_start": "2026-02-01", "period_end": "2026-01-01"}, "period_end"),
    ],
)
def test_what_can_not_be_retired_is_said_at_its_field(
    client, metro, expo, organizer, nanshan_expo, changes, field
):
    owned(expo, metro)
    sign_in(client, organizer)
    if "kg" in changes:
        changes = {f"kg_{metro.batch_id}": changes["kg"]}
    field = f"kg_{metro.batch_id}" if field == "kg" else field
    answer = client.post(
        reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}",
        retire_form(metro, **changes),
    )
    assert answer.status_code == 422
    assert (field or "__all__") in answer.context["form"].errors
    assert not Retirement.objects.exists()
