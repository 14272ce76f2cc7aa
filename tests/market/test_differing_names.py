"""A code that is on record under another name: the buyer sees it and chooses; nothing is changed in silence."""

import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from accounts import directory, name_reports
from accounts.models import NameReport
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import beneficiaries, limits, orders
from marketplace.market.models import Order
from marketplace.registry.models import Retirement
from tests.cast import sign_in
from tests.market import stall

pytestmark = pytest.mark.django_db

CODE = "91440300MA5NEWB01H"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def recorded(db):
    return directory.add(uscc=CODE, name_zh="先写的名字", actor=None)


@pytest.fixture
def page(client, metro):
    """A guest's reservation, as a function that orders with what is typed of the beneficiary."""
    plan = f"{metro.public_id}:100:3620"
    asked = {"plan": plan, "email": "guest@people.example"}
    address = client.post(reverse("market:reserve"), asked).url

    def order(**typed):
        form = stall.purpose_form(purpose="event", title="论坛", beneficiary="organization")
        return client.post(address, form | {"uscc": CODE} | typed)

    return order


def test_a_differing_name_is_not_dropped_but_asked_about(page, recorded):
    answer = page(organization_name="后写的名字")
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "on record under another name: 先写的名字" in said
    assert "Go on with the recorded name: 先写的名字" in said
    assert not Order.objects.exists()


def test_the_question_says_whether_the_record_is_verified(page, recorded, nanshan_expo):
    said = page(organization_name="后写的名字").content.decode()
    assert "on record under another name: 先写的名字 (not verified)" in said
    assert "Go on with the recorded name: 先写的名字 (not verified)" in said
    code, name = nanshan_expo.party.uscc, nanshan_expo.party.name_en
    said = page(uscc=code, organization_name="后写的名字").content.decode()
    assert f"Go on with the recorded name: {name} (verified)" in said


def test_the_buyer_can_go_on_with_the_recorded_name(page, recorded):
    answer = page(organization_name="后写的名字", name_choice=f"recorded:{recorded.public_id}")
    assert answer.status_code == 302
    assert Order.objects.get().beneficiary == recorded
    recorded.refresh_from_db()
    assert recorded.name_zh == "先写的名字"
    assert not NameReport.objects.exists()


def test_or_report_the_other_name_and_then_nothing_is_ordered(page, recorded, client):
    choice = f"reported:{recorded.public_id}"
    answer = page(organization_name="后写的名字", name_choice=choice)
    assert answer.status_code == 200
    assert "Reported. A registrar" in answer.content.decode()
    assert not Order.objects.exists()
    page(organization_name="后写的名字", name_choice=choice)
    row = NameReport.objects.get()
    assert (row.party, row.name, row.recorded_zh) == (recorded, "后写的名字", "先写的名字")
    recorded.refresh_from_db()
    assert recorded.name_zh == "先写的名字"


def test_a_choice_for_one_organization_is_none_for_another(page, recorded):
    other = directory.add(uscc="12440300MB2NEWC02Y", name_zh="另一家", actor=None)
    answer = page(organization_name="后写的名字", name_choice=f"recorded:{other.public_id}")
    assert answer.status_code == 422
    assert "on record under another name" in answer.content.decode()


@pytest.mark.parametrize("name", ["先写的名字", " 先写的名字 ", "", "旧名"])
def test_a_name_on_record_or_no_name_asks_nothing(page, recorded, organizer, name):
    directory.add_alias(recorded, "旧名", staff=organizer)
    assert page(organization_name=name).status_code == 302


def test_a_verified_organization_is_asked_about_as_well(page, nanshan_expo):
    answer = page(uscc="91440300MA5HNEXP08", organization_name="别的会展")
    assert "on record under another name: Nanshan Expo Group" in answer.content.decode()


def test_retiring_out_of_holdings_asks_the_same(client, metro, expo, organizer, recorded):
    order = stall.order(expo, (metro, 1_000))
    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    sign_in(client, organizer)
    address = reverse("market:retire") + f"?organization={expo.organization.party.public_id}"
    form = stall.purpose_form(purpose="event", title="论坛", beneficiary="organization") | {
        "nonce": str(uuid.uuid4()),
        "final": "on",
        f"kg_{metro.batch_id}": "400",
        "uscc": CODE,
        "organization_name": "后写的名字",
    }
    assert client.post(address, form).status_code == 422
    reporting = form | {"name_choice": f"reported:{recorded.public_id}"}
    assert "Reported." in client.post(address, reporting).content.decode()
    assert not Retirement.objects.exists()
    going_on = form | {"name_choice": f"recorded:{recorded.public_id}"}
    confirm = client.post(address, going_on | {"final": ""}).content.decode()
    assert "先写的名字" in confirm
    assert CODE in confirm
    assert client.post(address, going_on).status_code == 302
    assert Retirement.objects.get().beneficiary == recorded


def test_who_is_overtaken_by_another_name_hears_of_it(recorded):
    overtaken = beneficiaries.Whom(new_code=CODE, new_name="后写的名字")
    with pytest.raises(MarketError, match="invalid_request") as refused:
        overtaken.made(None)
    assert "先写的名字" in refused.value.message


def test_reports_are_counted_per_network(page, recorded, monkeypatch):
    monkeypatch.setattr(limits, "REPORTS_PER_NETWORK", limits.Limit(times=1, seconds=600))
    choice = f"reported:{recorded.public_id}"
    page(organization_name="甲", name_choice=choice)
    assert "Too many requests" in page(organization_name="乙", name_choice=choice).content.decode()
    assert name_reports.count_waiting() == 1


def test_the_order_shows_the_code_and_that_nobody_has_verified_it(page, recorded, client):
    order = client.get(page().url).content.decode()
    assert CODE in order
    assert "not verified" in order
