"""The pages of what one owns: orders, holdings, and retiring out of them."""

import uuid
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import DirectoryEntry
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders, retirements
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


NEW_CODE = "91440300MA5NEWB01H"


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
        ({"title": ""}, "title"),
        ({"beneficiary": "organization"}, "uscc"),
        ({"beneficiary": "organization", "uscc": "123"}, "uscc"),
        ({"beneficiary": "organization", "uscc": "91440300MA5EHQ9D4L"}, "uscc"),
        ({"beneficiary": "organization", "uscc": NEW_CODE}, "organization_name"),
        ({"beneficiary": "person"}, "recipient"),
        ({"beneficiary": "person", "recipient": "not an address"}, "recipient"),
        ({"jurisdiction": "XX-1"}, "jurisdiction"),
        ({"reason": "x" * 513}, "reason"),
        ({"period_start": "2026-02-01", "period_end": "2026-01-01"}, "period_end"),
        ({"period_end": ""}, "period_end"),
        ({"period_start": ""}, "period_start"),
        ({"purpose": "personal"}, "purpose"),
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


def test_a_code_with_a_wrong_check_digit_is_told_so(client, metro, expo, organizer, nanshan_expo):
    owned(expo, metro)
    sign_in(client, organizer)
    address = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    wrong = {"beneficiary": "organization", "uscc": "91440300MA5EHQ9D4L"}
    form = client.post(address, retire_form(metro, **wrong)).context["form"]
    assert "check digit" in form.errors["uscc"][0]
    wrong["uscc"] = "There is no such body"
    form = client.post(address, retire_form(metro, **wrong)).context["form"]
    assert "Write its 18-character code." in form.errors["uscc"][0]


def test_an_organization_has_no_personal_footprint(metro, expo, organizer, nanshan_expo):
    owned(expo, metro)
    intent = replace(stall.intent(nanshan_expo.party, ref="retirement:1"), purpose="personal")
    with pytest.raises(MarketError, match="invalid_request"):
        retirements.retire(
            nanshan_expo.party,
            {metro.batch_id: 1},
            intent,
            actor=organizer,
            organization=nanshan_expo,
        )
    assert not Retirement.objects.exists()


def test_the_page_before_the_end_says_everything_once_more_and_retires_nothing(
    client, metro, expo, organizer, nanshan_expo, district_office
):
    owned(expo, metro)
    sign_in(client, organizer)
    address = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    asked = retire_form(
        metro, beneficiary="organization", uscc="福田区机关事务管理局", jurisdiction="CN-HK"
    ) | {"final": ""}
    page = client.post(address, asked)
    said = page.content.decode()
    assert page.status_code == 200
    for text in ("400 kg", "Nanshan Expo Group", "Futian District Government", "Hong Kong", "论坛"):
        assert text in said
    assert not Retirement.objects.exists()
    again = client.post(address, asked | {"confirming": "1"})
    assert "Please confirm" in again.content.decode()
    back = client.post(address, asked | {"change": "1", "final": "on"})
    assert back.context["form"]["title"].value() == "论坛"
    client.post(address, asked | {"confirming": "1", "final": "on"})
    done = Retirement.objects.get()
    assert (done.owner, done.beneficiary) == (nanshan_expo.party, district_office.party)
    assert done.jurisdiction == "CN-HK"


def test_a_body_the_directory_does_not_know_is_put_in_as_not_verified(
    client, metro, expo, organizer, nanshan_expo
):
    owned(expo, metro)
    sign_in(client, organizer)
    address = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    asked = retire_form(
        metro, beneficiary="organization", uscc=NEW_CODE, organization_name="新客户有限公司"
    )
    page = client.post(address, asked | {"final": ""})
    assert "not verified" in page.content.decode()
    assert not DirectoryEntry.objects.exists()
    client.post(address, asked)
    beneficiary = Retirement.objects.get().beneficiary
    assert (beneficiary.name_zh, beneficiary.uscc) == ("新客户有限公司", None)
    assert beneficiary.directory_entry.uscc == NEW_CODE


def test_a_name_that_is_nearly_right_is_answered_with_what_it_may_mean(
    client, metro, expo, organizer, nanshan_expo, district_office
):
    owned(expo, metro)
    sign_in(client, organizer)
    address = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    answer = client.post(
        address, retire_form(metro, beneficiary="organization", uscc="福田区机关事务")
    )
    assert "114403050075500213" in str(answer.context["form"].errors["uscc"])
