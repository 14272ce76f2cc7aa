"""Transfers: offered, approved, accepted, declined, withdrawn, lapsed; who may; and what a race leaves."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Organization
from accounts.waiting import for_user
from marketplace import clock, outbox
from marketplace.errors import MarketError
from marketplace.market import retirements, transfers
from marketplace.market.models import TransferOffer
from marketplace.registry import auditing
from marketplace.registry.models import Movement, Retirement
from tests.cast import sign_in
from tests.market import stall
from tests.market.crowd import codes, race
from tests.registry import supply

Status = TransferOffer.Status


@pytest.fixture
def batch(cast_database, seller_organization, nanshan_expo):
    made = supply.batch(seller_organization.party, 5_000)
    supply.give(made, nanshan_expo.party, 1_000)
    return made


@pytest.fixture
def offered(batch, nanshan_expo, district_office, clerk, organizer):
    return transfers.offer(
        nanshan_expo.party,
        district_office.party,
        {batch.pk: 600},
        actor=organizer,
        note="多余的部分",
    )


def free(batch, organization):
    return supply.amounts(batch, organization.party)[0]


def state(made):
    return TransferOffer.objects.get(pk=made.pk).status


@pytest.mark.django_db
def test_accepting_is_one_movement(offered, batch, nanshan_expo, district_office, clerk):
    assert free(batch, nanshan_expo) == 1_000
    transfers.accept(offered, actor=clerk)
    assert (free(batch, nanshan_expo), free(batch, district_office)) == (400, 600)
    (moved,) = Movement.objects.filter(kind="transfer")
    assert moved.subject == f"transfer:{offered.public_id}"
    assert auditing.run().passed
    with pytest.raises(MarketError, match="invalid_state"):
        transfers.accept(offered, actor=clerk)


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_what_is_declined_or_withdrawn_stays_where_it_is(
    offered, batch, nanshan_expo, clerk, organizer, end
):
    getattr(transfers, end)(offered, actor=clerk if end == "decline" else organizer)
    assert free(batch, nanshan_expo) == 1_000
    with pytest.raises(MarketError, match="invalid_state"):
        transfers.accept(offered, actor=clerk)


@pytest.mark.django_db
def test_an_offer_nobody_answers_lapses(offered, clerk):
    later = clock.now() + timedelta(days=14, seconds=1)
    with pytest.raises(MarketError, match="invalid_state"):
        transfers.accept(offered, actor=clerk, now=later)
    assert transfers.lapse(offered.pk, later)
    assert not transfers.lapse(offered.pk, later)
    assert state(offered) == Status.LAPSED


@pytest.mark.django_db
def test_only_the_receivers_preparers_answer_and_only_the_sender_withdraws(
    offered, organizer, approver, stranger, citizen
):
    for person in (organizer, approver, stranger, citizen):
        for verb in (transfers.accept, transfers.decline):
            with pytest.raises(MarketError, match="not_allowed"):
                verb(offered, actor=person)
    for person in (approver, stranger):
        with pytest.raises(MarketError, match="not_allowed"):
            transfers.withdraw(offered, actor=person)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kg", "code"), [(0, "invalid_request"), (1_001, "quantity_exceeds_available")]
)
def test_what_is_not_there_can_not_be_offered(
    batch, nanshan_expo, district_office, organizer, kg, code
):
    with pytest.raises(MarketError, match=code):
        transfers.offer(nanshan_expo.party, district_office.party, {batch.pk: kg}, actor=organizer)


@pytest.mark.django_db
def test_the_same_kilograms_are_not_offered_twice(
    offered, batch, nanshan_expo, seller_organization, organizer
):
    with pytest.raises(MarketError, match="quantity_exceeds_available"):
        transfers.offer(
            nanshan_expo.party, seller_organization.party, {batch.pk: 500}, actor=organizer
        )


@pytest.mark.django_db
def test_only_to_a_verified_account_and_never_to_oneself(
    batch, nanshan_expo, other_organization, organizer
):
    for receiver in (nanshan_expo.party, other_organization.party, supply.person("anna")):
        with pytest.raises(MarketError, match="invalid_request"):
            transfers.offer(nanshan_expo.party, receiver, {batch.pk: 1}, actor=organizer)


@pytest.mark.django_db
def test_kilograms_used_meanwhile_can_not_be_accepted_and_the_offer_stands(
    offered, batch, nanshan_expo, district_office, clerk, organizer
):
    supply.retire(batch, nanshan_expo.party, 500)
    with pytest.raises(MarketError, match="quantity_exceeds_available"):
        transfers.accept(offered, actor=clerk)
    assert state(offered) == Status.OFFERED
    assert free(batch, nanshan_expo) == 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE market_transferoffer SET receiver_id = sender_id + 1",
        "UPDATE market_transferoffer SET expires_at = now()",
        "DELETE FROM market_transferoffer",
        "UPDATE market_transferline SET kg = 999",
        "DELETE FROM market_transferline",
        "UPDATE market_transferoffer SET status = 'accepted', ended_at = NULL",
    ],
)
def test_what_was_offered_can_not_be_changed_behind_the_verbs(offered, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.django_db
def test_an_ended_transfer_never_changes_again(offered, clerk):
    transfers.decline(offered, actor=clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        TransferOffer.objects.filter(pk=offered.pk).update(status=Status.ACCEPTED)


@pytest.mark.django_db
def test_the_audit_finds_an_acceptance_without_its_movement(offered, clerk):
    TransferOffer.objects.filter(pk=offered.pk).update(
        status=Status.ACCEPTED, ended_at=clock.now(), ended_by=clerk
    )
    found = {finding["check"] for finding in auditing.run().findings}
    assert found == {"accepted_transfers_moved"}


@pytest.mark.django_db
def test_letters_go_to_who_may_act_and_it_waits_on_their_start_page(offered, clerk, organizer):
    while outbox.drain():
        pass
    assert [(letter.to, letter.subject) for letter in mail.outbox if "clerk" in letter.to[0]]
    assert any("600" in waiting.text for waiting in for_user(clerk))
    assert not for_user(organizer)
    mail.outbox.clear()
    transfers.accept(offered, actor=clerk)
    while outbox.drain():
        pass
    assert [letter.to for letter in mail.outbox] == [[organizer.email]]


@pytest.fixture
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_offered_by_a_form_and_accepted_by_a_button(
    client, _in_english, batch, nanshan_expo, district_office, organizer, clerk
):
    sign_in(client, organizer)
    where = reverse("market:transfer_new") + f"?organization={nanshan_expo.party.public_id}"
    wrong = client.post(where, {f"kg_{batch.pk}": "5000", "receiver": "nobody at all"})
    assert set(wrong.context["form"].errors) == {f"kg_{batch.pk}", "receiver"}
    sent = client.post(where, {f"kg_{batch.pk}": "250", "receiver": "福田区机关事务管理局"})
    made = TransferOffer.objects.get()
    assert sent.url == reverse("market:transfer", args=[made.public_id])
    held = client.get(
        reverse("market:holdings"), {"organization": str(nanshan_expo.party.public_id)}
    )
    assert held.context["held"][0].offered_kg == 250
    sign_in(client, clerk)
    assert "Accept" in client.get(sent.url).content.decode()
    client.post(reverse("market:transfer_answer", args=[made.public_id]), {"do": "accept"})
    assert free(batch, district_office) == 250


@pytest.mark.django_db
def test_strangers_see_no_transfer(client, _in_english, offered, stranger):
    sign_in(client, stranger)
    for name in ("transfer", "transfer_answer"):
        where = reverse(f"market:{name}", args=[offered.public_id])
        assert client.get(where).status_code in (404, 405)
        assert client.post(where, {"do": "accept"}).status_code in (404, 405)
    assert client.get(reverse("market:transfers")).context["transfers"] == ()


def test_accepting_against_withdrawing_has_one_winner(
    fresh_db, batch, nanshan_expo, district_office, clerk, organizer
):
    for _round in range(4):
        made = transfers.offer(
            nanshan_expo.party, district_office.party, {batch.pk: 100}, actor=organizer
        )
        outcomes = race(
            [
                lambda made=made: transfers.accept(made, actor=clerk),
                lambda made=made: transfers.withdraw(made, actor=organizer),
            ]
        )
        assert codes(outcomes) == ["invalid_state"]
    accepted = TransferOffer.objects.filter(status=Status.ACCEPTED).count()
    assert free(batch, nanshan_expo) == 1_000 - 100 * accepted


def test_the_twin_that_reads_the_state_first_moves_what_was_withdrawn(
    fresh_db, batch, nanshan_expo, district_office, clerk, organizer, monkeypatch
):
    """What the conditional update prevents: both read 'offered', both act; the trigger alone then stops the second."""
    made = transfers.offer(
        nanshan_expo.party, district_office.party, {batch.pk: 100}, actor=organizer
    )
    both_read = threading.Barrier(2)

    def naive(made, to, states, *, actor, now):
        assert TransferOffer.objects.get(pk=made.pk).status in states
        both_read.wait(timeout=30)
        TransferOffer.objects.filter(pk=made.pk).update(status=to, ended_by=actor, ended_at=now)

    monkeypatch.setattr(transfers, "_end", naive)
    outcomes = race(
        [
            lambda: transfers.accept(made, actor=clerk),
            lambda: transfers.withdraw(made, actor=organizer),
        ]
    )
    assert sum(isinstance(outcome, DatabaseError) for outcome in outcomes) == 1


def test_accepting_against_retiring_has_one_winner(
    fresh_db, batch, nanshan_expo, district_office, clerk, organizer
):
    made = transfers.offer(
        nanshan_expo.party, district_office.party, {batch.pk: 800}, actor=organizer
    )
    wish = stall.intent(nanshan_expo.party).with_claim(ref="retirement:race")
    outcomes = race(
        [
            lambda: transfers.accept(made, actor=clerk),
            lambda: retirements.retire(
                nanshan_expo.party,
                {batch.pk: 700},
                wish,
                actor=organizer,
                organization=nanshan_expo,
            ),
        ]
    )
    assert codes(outcomes) == ["quantity_exceeds_available"]
    accepted = state(made) == Status.ACCEPTED
    assert accepted != Retirement.objects.exists()
    assert free(batch, nanshan_expo) == (200 if accepted else 300)


def test_a_message_with_characters_that_nobody_sees_is_refused(
    batch, nanshan_expo, district_office, organizer
):
    with pytest.raises(MarketError, match="invalid_request"):
        transfers.offer(
            nanshan_expo.party,
            district_office.party,
            {batch.pk: 600},
            actor=organizer,
            note="多余\u202e的部分",
        )


@pytest.mark.parametrize(
    ("asks", "said"), [(True, "waits for a second person"), (False, "is offered.")]
)
def test_the_page_says_whether_a_transfer_is_offered_or_waits_for_approval_first(
    client, batch, nanshan_expo, district_office, organizer, asks, said
):
    Organization.objects.filter(pk=nanshan_expo.pk).update(approval_required=asks)
    sign_in(client, organizer)
    form = {f"kg_{batch.pk}": "600", "receiver": district_office.party.uscc}
    address = f"/en/account/holdings/transfer/?organization={nanshan_expo.party.public_id}"
    page = client.post(address, form, follow=True).content.decode()
    assert f"The transfer {said}" in page
