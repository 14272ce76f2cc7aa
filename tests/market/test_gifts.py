"""Retirements given to somebody: the letter, the pseudonym, and the recipient's own word on the name."""

import re
import uuid

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from accounts import parties
from accounts.models import Party
from marketplace import canonical, outbox
from marketplace.errors import MarketError
from marketplace.market import gifts, personal_data
from marketplace.market.models import Gift, Order
from marketplace.registry import queries
from marketplace.registry.models import LogLeaf, Retirement, Statement
from tests.cast import sign_in
from tests.market import stall

pytestmark = pytest.mark.django_db
TO = "mei@people.example"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def drain():
    while outbox.drain():
        pass


def giving(metro, **changes):
    form = stall.purpose_form(
        purpose="gift", title="生日礼物", beneficiary="person", recipient=TO, giver="Chen",
        nonce=str(uuid.uuid4()), final="on",
    )  # fmt: skip
    return form | {f"kg_{metro.batch_id}": "100"} | changes


@pytest.fixture
def given(client, metro, expo, organizer, nanshan_expo):
    stall.pay(stall.order(expo, (metro, 1_000)))
    sign_in(client, organizer)
    where = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    answer = client.post(where, giving(metro))
    assert answer.status_code == 302, answer.context["form"].errors
    mail.outbox.clear()
    drain()
    return Gift.objects.get()


def page(gift):
    return reverse("market:gift", args=[gifts.token(gift)])


def body(retirement):
    row = Statement.objects.filter(retirement=retirement).order_by("-revision")[0]
    return canonical.loads(bytes(row.body))


def test_a_gift_is_retired_under_a_pseudonym_and_the_recipient_gets_a_letter(given, nanshan_expo):
    retirement = given.retirement
    assert (retirement.purpose, retirement.owner) == ("gift", nanshan_expo.party)
    assert retirement.beneficiary.kind == Party.Kind.PERSON
    assert body(retirement)["beneficiary"]["pseudonym"] == retirement.beneficiary.pseudonym
    (letter,) = [each for each in mail.outbox if each.to == [TO]]
    assert "Chen gives you 100 kg" in letter.subject
    unsigned = gifts.link(given).rsplit(":", 2)[0]  # what is signed says the second, too
    assert unsigned in letter.body


def test_the_giver_learns_nothing_about_whom_an_address_belongs_to(
    client, metro, expo, organizer, nanshan_expo, citizen
):
    own = parties.party_for_user(citizen)
    parties.set_public_name(own, name_zh="林市民", name_en="", shows_name=True)
    stall.pay(stall.order(expo, (metro, 1_000)))
    sign_in(client, organizer)
    where = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    client.post(where, giving(metro, recipient=citizen.email))
    beneficiary = Retirement.objects.get().beneficiary
    assert beneficiary != own
    assert parties.public_name(beneficiary).is_pseudonym


def test_agreeing_to_be_named_revises_the_certificate(client, given):
    client.logout()
    shown = client.get(page(given))
    assert given.retirement.beneficiary.pseudonym in shown.content.decode()
    lacking = client.post(page(given), {"name": "梅女士"})
    assert (lacking.status_code, list(lacking.context["form"].errors)) == (422, ["agreed"])
    client.post(page(given), {"name": " 梅女士 ", "agreed": "on"})
    latest = body(given.retirement)
    assert latest["revision"] == 2
    assert "sha256" in latest["beneficiary"]["name_zh"]
    assert queries.retirement(given.retirement.public_id).beneficiary_zh == "梅女士"
    with pytest.raises(MarketError, match="invalid_state"):
        gifts.consent(Gift.objects.get(), name="Somebody else")
    drain()


def test_a_name_that_was_added_is_not_called_a_correction(client, given):
    gifts.consent(given, name="梅女士")
    drain()
    code = Statement.objects.filter(retirement=given.retirement)[0].code
    shown = client.get(reverse("certificates:detail", args=[code])).content.decode()
    assert "Revision 2: the recipient agreed to be named" in shown
    assert "orrect" not in shown.split('id="revisions"')[1].split("</section>")[0]


def test_the_page_before_the_end_names_the_giver(client, metro, expo, organizer, nanshan_expo):
    stall.pay(stall.order(expo, (metro, 1_000)))
    sign_in(client, organizer)
    where = reverse("market:retire") + f"?organization={nanshan_expo.party.public_id}"
    shown = client.post(where, giving(metro) | {"final": ""}).content.decode()
    assert "Retire for good?" in shown and "Your name in the letter</dt><dd>Chen" in shown
    shown = client.post(where, giving(metro, giver="") | {"final": ""}).content.decode()
    assert "the letter does not say from whom it is" in shown


def test_neither_name_nor_address_is_in_the_log(client, given):
    gifts.consent(given, name="梅女士")
    leaves = b"".join(bytes(leaf) for leaf in LogLeaf.objects.values_list("body", flat=True))
    for secret in (TO, "梅女士", "Chen", "生日礼物"):
        assert secret.encode() not in leaves


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_a_name_that_is_none_is_refused(given, name):
    with pytest.raises(MarketError, match="invalid_request"):
        gifts.consent(given, name=name)
    assert Gift.objects.get().consented_at is None


def test_who_signs_in_can_keep_it_and_nobody_after(client, given, citizen, stranger):
    sign_in(client, citizen)
    client.post(reverse("market:gift_keep", args=[gifts.token(given)]))
    assert given.retirement.beneficiary in parties.parties_of(citizen)
    assert not gifts.keep(Gift.objects.select_related("retirement__beneficiary").get(), stranger)


def test_a_forged_link_opens_nothing(client, given):
    assert client.get(reverse("market:gift", args=["forged"])).status_code == 404
    wrong = gifts.token(given)[:-2] + "xx"
    assert client.get(reverse("market:gift", args=[wrong])).status_code == 404


def test_a_guest_buys_a_gift_and_the_letter_goes_out_when_it_is_retired(client, metro, guest):
    quote = stall.quote(guest, (metro, 300))
    session = client.session
    session["market_keys"] = [str(quote.public_id)]
    session.save()
    where = reverse("market:quote", args=[quote.public_id])
    client.post(
        where, stall.purpose_form(purpose="gift", beneficiary="person", recipient=TO, giver="")
    )
    drain()
    assert not Gift.objects.exists()
    mail.outbox.clear()
    stall.pay(Order.objects.get())
    drain()
    assert Gift.objects.get().retirement.purpose == "gift"
    (letter,) = [each for each in mail.outbox if each.to == [TO]]
    assert re.search(r"A gift for you: 300 kg", letter.subject)


@pytest.mark.parametrize("change", [{"retirement_id": 1}, {"created_at": stall.clock.now}])
def test_what_was_given_can_not_be_changed(given, change):
    values = {name: value() if callable(value) else value for name, value in change.items()}
    with pytest.raises(DatabaseError), transaction.atomic():
        Gift.objects.filter(pk=given.pk).update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Gift.objects.filter(pk=given.pk).delete()


def test_what_is_kept_of_a_person_is_handed_out(given, citizen):
    gifts.keep(given, citizen)
    told = personal_data.export_buying(parties.parties_of(citizen))
    assert [gift["from"] for gift in told["gifts"]] == ["Chen"]


def test_an_erased_recipient_leaves_no_address(given, citizen):
    gifts.keep(given, citizen)
    personal_data.erase(parties.parties_of(citizen))
    assert Gift.objects.get().email.endswith(".invalid")
