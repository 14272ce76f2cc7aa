"""What may still happen after a retirement: withdrawal upstream, correction, forgetting; and freezing a batch."""

from datetime import date, timedelta

import pytest

from accounts.models import Party
from marketplace import canonical
from marketplace.registry import disclosures, freezes, ledger, queries, statements, upstream
from marketplace.registry.errors import LedgerError
from marketplace.registry.ledger import Line
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return supply.user("registrar")


@pytest.fixture
def buyer():
    return supply.person("buyer")


@pytest.fixture
def batch():
    return supply.batch(supply.person("seller"), 9_000, increment_kg=1000)


@pytest.fixture
def retirement(batch, buyer):
    supply.give(batch, buyer, 6_000)
    return supply.retire(batch, buyer, 2_000)


@pytest.fixture
def colleague():
    return supply.user("colleague")


def withdrawn(retirement, batch, clerk, **changes):
    proof = {"proof_number": "W-1", "proof_date": supply.today(), "proof": b"scan"} | changes
    return upstream.withdrawn(retirement=retirement, batch=batch, actor=clerk, **proof)


def test_a_withdrawal_is_requested_before_it_is_proven(retirement, batch, clerk, colleague):
    with pytest.raises(LedgerError, match="invalid_state"):
        withdrawn(retirement, batch, colleague)
    upstream.request(retirement=retirement, batch=batch, actor=clerk)
    with pytest.raises(LedgerError, match="invalid_state"):
        upstream.request(retirement=retirement, batch=batch, actor=clerk)
    with pytest.raises(LedgerError, match="evidence_required"):
        withdrawn(retirement, batch, colleague, proof=b"")
    with pytest.raises(LedgerError, match="same_person"):
        withdrawn(retirement, batch, clerk)
    assert withdrawn(retirement, batch, colleague).state == "withdrawn"
    with pytest.raises(LedgerError, match="invalid_state"):
        upstream.refused(retirement=retirement, batch=batch, actor=colleague)


def test_a_refusal_is_made_good_by_a_further_retirement_of_at_least_as_much(
    retirement, batch, buyer, clerk, colleague
):
    upstream.request(retirement=retirement, batch=batch, actor=clerk)
    with pytest.raises(LedgerError, match="same_person"):
        upstream.refused(retirement=retirement, batch=batch, actor=clerk)
    upstream.refused(retirement=retirement, batch=batch, actor=colleague)
    with pytest.raises(LedgerError, match="batch_frozen"):
        supply.retire(batch, buyer, 1_000)
    other = supply.batch(supply.person("seller"), 9_000, increment_kg=1000)
    supply.give(other, buyer, 6_000)
    small, enough = supply.retire(other, buyer, 1_000), supply.retire(other, buyer, 3_000)
    supply.give(other, stranger := supply.person("stranger"), 3_000)
    strangers = supply.retire(other, stranger, 3_000)
    for other in (small, retirement, strangers):
        with pytest.raises(LedgerError, match="invalid_state"):
            upstream.made_good(retirement=retirement, batch=batch, by=other, actor=clerk)
    with pytest.raises(LedgerError, match="same_person"):
        upstream.made_good(retirement=retirement, batch=batch, by=enough, actor=colleague)
    upstream.made_good(retirement=retirement, batch=batch, by=enough, actor=clerk)
    with pytest.raises(LedgerError, match="invalid_state"):
        upstream.made_good(retirement=retirement, batch=batch, by=enough, actor=colleague)
    (line,) = queries.retirement(retirement.public_id).lines
    assert (line.upstream_state, line.made_good_by) == ("refused", enough.public_id)
    assert queries.retirement(retirement.public_id).kg == 2_000


def test_tonnes_withdrawn_for_retail_are_at_their_end_at_once(buyer):
    retail = supply.batch(supply.person("seller"), 1_000)
    supply.give(retail, buyer, 10)
    assert supply.retire(retail, buyer, 10).upstream.get().state == "withdrawn"


def test_a_correction_is_a_further_revision_under_the_same_code(retirement, clerk):
    first = retirement.statements.get()
    second = statements.revise(
        statement=first, reason="typing error", actor=clerk, title_zh="更正后的论坛"
    )
    assert (second.code, second.revision) == (first.code, 2)
    view = queries.statement(first.code)
    assert view.revision == view.latest_revision == 2
    assert view.disclosed[view.body["claim"]["title_zh"]["sha256"]] == "更正后的论坛"
    assert view.body["corrects"]["sha256_of_statement"] == canonical.sha256(bytes(first.body))
    former = queries.statement(first.code, revision=1)
    assert (former.revision, former.latest_revision) == (1, 2)
    same = ("kg", "lines", "owner", "purpose", "retired_at", "reason")
    assert all(former.body[name] == view.body[name] for name in same)
    with pytest.raises(LedgerError, match="invalid_state"):
        statements.revise(statement=first, reason="again", actor=clerk)


def test_a_person_who_agreed_is_named_by_digest_only(batch, buyer):
    Party.objects.filter(pk=buyer.pk).update(name_zh="王小明", name_en="Wang", shows_name=True)
    buyer.refresh_from_db()
    supply.give(batch, buyer, 1_000)
    statement = supply.retire(batch, buyer, 1_000).statements.get()
    assert "王小明" not in bytes(statement.body).decode()
    view = queries.statement(statement.code)
    assert view.disclosed[view.body["beneficiary"]["name_zh"]["sha256"]] == "王小明"
    disclosures.erase_party(party=buyer)
    after = queries.statement(statement.code)
    assert after.disclosed == {} and after.body == view.body


def test_an_organizations_claims_stay_public(nanshan_expo):
    with pytest.raises(ValueError):
        disclosures.erase_party(party=nanshan_expo.party)


def test_a_frozen_batch_gives_back_but_does_not_trade(batch, buyer, clerk):
    seller = batch.project.owner
    lines = [Line(batch.pk, seller.pk, 1_000)]
    ledger.list_stock(lines=[Line(batch.pk, seller.pk, 2_000)], subject="listing:1")
    ledger.hold(lines=lines, subject=supply.ORDER)
    freezes.freeze(batch=batch, reason="looked into", actor=clerk)
    for verb in (ledger.list_stock, ledger.hold):
        with pytest.raises(LedgerError, match="batch_frozen"):
            verb(lines=lines, subject=supply.ORDER)
    with pytest.raises(LedgerError, match="batch_frozen"):
        ledger.sell(lines=[ledger.Sale(batch.pk, seller.pk, buyer.pk, 1_000)], subject=supply.ORDER)
    with pytest.raises(LedgerError, match="batch_frozen"):
        ledger.transfer(
            lines=[ledger.Sale(batch.pk, seller.pk, buyer.pk, 1_000)], subject=supply.ORDER
        )
    ledger.release(lines=lines, subject=supply.ORDER)
    ledger.unlist(lines=lines, subject="listing:1")
    assert supply.amounts(batch, seller) == (8_000, 1_000, 0)


def test_two_people_release_a_frozen_batch(batch, clerk):
    other = supply.user("second-registrar")
    with pytest.raises(LedgerError, match="invalid_state"):
        freezes.unfreeze(batch=batch, reason="r", requested_by=clerk, approved_by=other)
    freezes.freeze(batch=batch, reason="looked into", actor=clerk)
    with pytest.raises(LedgerError, match="invalid_state"):
        freezes.freeze(batch=batch, reason="again", actor=clerk)
    with pytest.raises(LedgerError, match="same_person"):
        freezes.unfreeze(batch=batch, reason="r", requested_by=clerk, approved_by=clerk)
    freezes.unfreeze(batch=batch, reason="r", requested_by=clerk, approved_by=other)
    batch.refresh_from_db()
    assert batch.status == "active"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"evidence": b""}, "evidence_required"),
        ({"upstream_serial": ""}, "evidence_required"),
        ({"quantity_kg": 0}, "below_minimum"),
        ({"quantity_kg": 1_500}, "precision_exceeded"),
        ({"increment_kg": 10}, "precision_exceeded"),
        ({"monitoring_end": date(2023, 1, 1)}, "invalid_request"),
    ],
)
def test_an_issue_without_what_it_needs_is_refused(clerk, changes, code):
    project = supply.project(supply.person("seller"))
    wanted = {
        "project": project,
        "methodology_version": project.methodology_version,
        "monitoring_start": date(2024, 1, 1),
        "monitoring_end": date(2024, 12, 31),
        "quantity_kg": 5_000,
        "upstream_serial": "SZ-1",
        "custody_account": "C",
        "trade_reference": "T",
        "evidence": b"report",
        "actor": clerk,
    }
    with pytest.raises(LedgerError, match=code):
        ledger.request_issuance(**wanted | changes)


def test_no_proof_is_of_the_future_or_the_evidence_of_an_issue(retirement, batch, clerk, colleague):
    upstream.request(retirement=retirement, batch=batch, actor=clerk)
    issued_by = bytes(batch.issuance.evidence_file.content)
    with pytest.raises(LedgerError, match="evidence_required"):
        withdrawn(retirement, batch, colleague, proof=issued_by)
    with pytest.raises(LedgerError, match="invalid_request"):
        withdrawn(retirement, batch, colleague, proof_date=date(2099, 1, 1))
    with pytest.raises(LedgerError, match="invalid_request"):
        withdrawn(retirement, batch, colleague, proof_date=supply.today() - timedelta(days=1))
    assert withdrawn(retirement, batch, colleague).state == "withdrawn"
