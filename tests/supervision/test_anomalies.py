"""The anomaly list over a real ledger: each kind of happening gets one line, which lives on as people deal with it."""

from datetime import timedelta

import pytest

from accounts.models import Membership, Role
from accounts.parties import party_for_guest
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders, quotes
from marketplace.market.buyers import Buyer
from marketplace.market.models import Order, Quote
from marketplace.registry import auditing, freezes, ledger
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import AuditRun, RefusedAttempt
from marketplace.supervision import anomalies
from marketplace.supervision.models import Anomaly, AnomalyStep
from tests.market import stall
from tests.registry import supply


@pytest.fixture
def people(cast_database):
    return supply.user("supervisor"), supply.user("second-supervisor")


def found(*, later=timedelta(0)):
    anomalies.scan(now=clock.now() + later)
    return sorted(Anomaly.objects.exclude(status="closed").values_list("rule", flat=True))


def test_ordinary_trade_raises_nothing(metro, roofs, expo):
    stall.pay(stall.order(expo, (metro, 500), (roofs, 500), retire=True))
    assert found() == []


def test_evidence_handed_in_again_is_kept_though_it_was_refused(fresh_db, seller_party, metro):
    request = metro.batch.issuance
    again = {
        "project": metro.batch.project,
        "methodology_version": metro.batch.methodology_version,
        "monitoring_start": request.monitoring_start,
        "monitoring_end": request.monitoring_end,
        "quantity_kg": 1_000,
        "upstream_serial": "another",
        "custody_account": "c",
        "trade_reference": "t",
        "evidence": request.evidence_file,
    }
    mistyped = again | {"upstream_serial": request.upstream_serial, "evidence": b"another file"}
    with pytest.raises(MarketError, match="block_in_custody"):
        ledger.request_issuance(**mistyped, actor=supply.user("registrar"))
    assert not RefusedAttempt.objects.exists()
    with pytest.raises(MarketError, match="evidence_required"):
        ledger.request_issuance(**again, actor=supply.user("registrar"))
    assert RefusedAttempt.objects.get().subject == request.evidence_sha256
    assert found() == ["evidence_twice"]
    found_once = Anomaly.objects.get()
    assert found_once.subjects == [["batch", metro.batch.code]]
    assert found_once.figures["project"] == metro.batch.project.code
    assert found_once.figures["upstream_serial"] == "another"


def test_evidence_that_serves_no_batch_yet_is_about_the_owner_of_the_project(metro, seller_party):
    RefusedAttempt.objects.create(
        kind="evidence_reused",
        subject="0" * 64,
        at=clock.now(),
        detail={"project": metro.batch.project.code},
    )
    assert found() == ["evidence_twice"]
    assert Anomaly.objects.get().subjects == [["account", str(seller_party.public_id)]]


def test_a_seller_who_tries_three_times_to_buy_from_itself(
    fresh_db, metro, seller, seller_organization
):
    own = Buyer(email=seller.email, user=seller, organization=seller_organization)
    for number in range(3):
        assert found() == [], number
        with pytest.raises(MarketError, match="self_purchase"):
            quotes.make(stall.plan((metro, 50)), own)
    assert found() == ["self_purchase"]


def test_there_and_back(metro, seller_party, expo):
    stall.pay(stall.order(expo, (metro, 500)))
    assert found() == []
    back = [Sale(metro.batch_id, expo.party.pk, seller_party.pk, 500)]
    ledger.transfer(lines=back, subject=supply.ORDER)
    assert found() == ["round_trip"]


def test_seller_and_buyer_with_a_common_member(metro, seller, expo, nanshan_expo):
    Membership.objects.create(user=seller, organization=nanshan_expo, role=Role.VIEWER)
    stall.pay(stall.order(expo, (metro, 999)))
    assert found() == []
    stall.pay(stall.order(expo, (metro, 1)))
    assert found() == ["related_parties"]


def test_five_holds_that_expire(metro):
    party_for_guest("idle@people.example")
    for number in range(5):
        assert found() == [], number
        quotes.release(stall.quote(Buyer(email="idle@people.example"), (metro, 50)))
    assert found() == ["holds_expire"]
    assert Quote.objects.count() == 5


def test_listings_without_a_hold_for_half_a_year(metro):
    assert found(later=timedelta(days=179)) == []
    assert "stale_listing" in found(later=timedelta(days=180, minutes=1))


def test_a_tenth_of_a_batch_cancelled(metro, seller_party):
    free = supply.batch(seller_party, 1_000)
    for kg, expected in ((99, []), (1, ["cancellations"])):
        ledger.cancel(
            owner=seller_party,
            lines=[Line(free.pk, seller_party.pk, kg)],
            reason="r",
            subject="x:1",
        )
        assert found() == expected


def test_five_names_in_a_day(seller_party):
    batch = supply.batch(seller_party, 1_000)
    for number in range(5):
        assert found() == [], number
        supply.retire(batch, seller_party, 10, beneficiary=supply.person(f"name {number}"))
    assert found() == ["many_names"]


def test_a_failed_audit_opens_again_with_the_next_failed_run(people):
    run = {"at": clock.now(), "findings": [{"check": "conservation"}], "duration_ms": 1}
    AuditRun.objects.create(passed=False, **run)
    assert found() == ["audit_failed"]
    row = Anomaly.objects.get()
    anomalies.close(anomaly=row, actor=people[0], note="A test of ours.")
    assert found() == []
    AuditRun.objects.create(passed=False, **run)
    assert found() == ["audit_failed"]
    assert list(AnomalyStep.objects.values_list("to", flat=True)) == ["open", "closed", "open"]
    AuditRun.objects.create(passed=True, **run | {"findings": []})
    assert found() == ["audit_failed"]  # once open it is for a person to close


def test_withdrawals_overdue(seller_party):
    supply.retire(supply.batch(seller_party, 1_000, increment_kg=1_000), seller_party, 1_000)
    assert found(later=timedelta(days=29, hours=23)) == []
    assert found(later=timedelta(days=30, minutes=1)) == ["withdrawal_overdue"]


def test_a_freeze_that_nobody_confirms_and_an_order_it_keeps_waiting(metro, expo, people):
    order = stall.order(expo, (metro, 500))
    orders.mark_paid(order.pk, now=clock.now())
    act = freezes.freeze(batch=metro.batch, reason="r", actor=people[0])
    with pytest.raises(MarketError, match="batch_frozen"):
        orders.fulfil(order.pk)
    assert found(later=timedelta(minutes=59)) == []
    assert found(later=timedelta(hours=1, minutes=1)) == ["paid_not_delivered"]
    assert Order.objects.get().status == Order.Status.PAID
    assert found(later=timedelta(hours=24, minutes=1)) == [
        "freeze_unconfirmed",
        "paid_not_delivered",
    ]
    assert freezes.confirm(freeze=act, actor=people[1])


def test_looking_twice_writes_once(metro, seller_party, expo, django_assert_num_queries):
    stall.pay(stall.order(expo, (metro, 500)))
    ledger.transfer(
        lines=[Sale(metro.batch_id, expo.party.pk, seller_party.pk, 500)], subject=supply.ORDER
    )
    assert anomalies.scan() == 1
    before = Anomaly.objects.values().get()
    assert anomalies.scan() == 0
    assert Anomaly.objects.values().get() == before
    assert AnomalyStep.objects.count() == 1


def test_looking_takes_the_same_number_of_queries_however_much_there_is(
    metro, expo, django_assert_max_num_queries
):
    for _number in range(4):
        stall.pay(stall.order(expo, (metro, 100), retire=True))
    with django_assert_max_num_queries(24):
        anomalies.scan()


def test_an_anomaly_is_closed_by_a_person_with_a_note_and_never_goes(people, metro, seller_party):
    ledger.cancel(
        owner=seller_party,
        lines=[Line(supply.batch(seller_party, 1_000).pk, seller_party.pk, 500)],
        reason="r",
        subject="x:1",
    )
    anomalies.scan()
    row = Anomaly.objects.get()
    with pytest.raises(MarketError, match="invalid_request"):
        anomalies.close(anomaly=row, actor=people[0], note=" ")
    anomalies.look_into(anomaly=row, actor=people[0])
    anomalies.close(anomaly=row, actor=people[0], note="The owner explained it.")
    with pytest.raises(MarketError, match="invalid_state"):
        anomalies.close(anomaly=row, actor=people[0], note="again")
    findings = auditing.run(
        only=(auditing.SQL_FILE.parents[2] / "supervision/sql/audit.sql").read_text()
    )
    assert findings.findings == []
