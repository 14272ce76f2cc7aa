"""The verbs: what moves where, and what is refused."""

import pytest

from marketplace.models import OutboxMessage
from marketplace.registry import ledger, log
from marketplace.registry.errors import LedgerError
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import CreditBatch, LogLeaf, Movement, Scheme, SerialBlock
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller_party():
    return supply.person("seller")


@pytest.fixture
def buyer():
    return supply.person("buyer")


@pytest.fixture
def batch(seller_party):
    return supply.batch(seller_party, 10_000)


def test_an_issued_batch_belongs_to_its_projects_owner(batch, seller_party):
    assert supply.amounts(batch, seller_party) == (10_000, 0, 0)
    assert (batch.first_serial, batch.last_serial, batch.next_serial) == (1, 10_000, 1)
    assert Movement.objects.get(batch=batch).kind == "issue"


def test_kilograms_go_from_listed_to_held_to_the_buyer(batch, seller_party, buyer):
    lines = [Line(batch.pk, seller_party.pk, 4_000)]
    ledger.list_stock(lines=lines, subject="listing:1")
    assert supply.amounts(batch, seller_party) == (6_000, 4_000, 0)
    ledger.hold(lines=[Line(batch.pk, seller_party.pk, 1_500)], subject=supply.ORDER)
    assert supply.amounts(batch, seller_party) == (6_000, 2_500, 1_500)
    ledger.sell(lines=[Sale(batch.pk, seller_party.pk, buyer.pk, 1_500)], subject=supply.ORDER)
    assert supply.amounts(batch, seller_party) == (6_000, 2_500, 0)
    assert supply.amounts(batch, buyer) == (1_500, 0, 0)


def test_what_was_held_goes_back_for_sale_or_off_sale(batch, seller_party):
    lines = [Line(batch.pk, seller_party.pk, 100)]
    ledger.list_stock(lines=[Line(batch.pk, seller_party.pk, 200)], subject="listing:1")
    ledger.hold(lines=[Line(batch.pk, seller_party.pk, 200)], subject=supply.ORDER)
    ledger.release(lines=lines, subject=supply.ORDER)
    ledger.release(lines=lines, subject=supply.ORDER, to="available")
    assert supply.amounts(batch, seller_party) == (9_900, 100, 0)


def test_a_refund_gives_kilograms_back_to_the_seller(batch, seller_party, buyer):
    supply.give(batch, buyer, 700)
    sale = Sale(batch.pk, seller_party.pk, buyer.pk, 700)
    ledger.give_back(lines=[sale], subject=supply.ORDER)
    assert supply.amounts(batch, buyer) == (0, 0, 0)
    assert supply.amounts(batch, seller_party) == (10_000, 0, 0)


def test_more_than_there_is_is_refused_with_the_figures(batch, seller_party):
    with pytest.raises(LedgerError) as refusal:
        ledger.list_stock(lines=[Line(batch.pk, seller_party.pk, 10_001)], subject="listing:1")
    assert refusal.value.code == "quantity_exceeds_available"
    assert refusal.value.params["available_kg"] == 10_000
    assert supply.amounts(batch, seller_party) == (10_000, 0, 0)


def test_two_lines_of_one_batch_count_together(batch, seller_party):
    lines = [Line(batch.pk, seller_party.pk, 6_000), Line(batch.pk, seller_party.pk, 6_000)]
    with pytest.raises(LedgerError, match="quantity_exceeds_available"):
        ledger.list_stock(lines=lines, subject="listing:1")


def test_one_bad_line_undoes_all(batch, seller_party):
    other = supply.batch(seller_party, 1_000)
    lines = [Line(batch.pk, seller_party.pk, 500), Line(other.pk, seller_party.pk, 1_001)]
    with pytest.raises(LedgerError):
        ledger.list_stock(lines=lines, subject="listing:1")
    assert supply.amounts(batch, seller_party) == (10_000, 0, 0)


@pytest.mark.parametrize("kg", [0, -5])
def test_nothing_and_less_than_nothing_are_refused(batch, seller_party, kg):
    with pytest.raises(LedgerError, match="below_minimum"):
        ledger.list_stock(lines=[Line(batch.pk, seller_party.pk, kg)], subject="listing:1")


@pytest.mark.parametrize("kg", [1.0, "7", True, None])
def test_only_whole_numbers_are_kilograms(batch, seller_party, kg):
    with pytest.raises(TypeError):
        ledger.list_stock(lines=[Line(batch.pk, seller_party.pk, kg)], subject="listing:1")


def test_a_batch_of_whole_tonnes_is_dealt_in_by_the_tonne(seller_party):
    whole = supply.batch(seller_party, 5_000, increment_kg=1000)
    with pytest.raises(LedgerError) as refusal:
        ledger.list_stock(lines=[Line(whole.pk, seller_party.pk, 1_500)], subject="listing:1")
    assert refusal.value.code == "precision_exceeded"
    assert refusal.value.params["increment_kg"] == 1000


def test_retiring_draws_serials_one_after_the_other(batch, buyer):
    supply.give(batch, buyer, 3_000)
    first = supply.retire(batch, buyer, 1_000)
    second = supply.retire(batch, buyer, 500)
    blocks = SerialBlock.objects.filter(batch=batch).values_list("retirement", "first", "last")
    assert list(blocks) == [(first.pk, 1, 1_000), (second.pk, 1_001, 1_500)]
    assert CreditBatch.objects.get(pk=batch.pk).next_serial == 1_501
    assert supply.amounts(batch, buyer) == (1_500, 0, 0)


def test_retiring_across_batches_takes_one_block_of_each(batch, seller_party, buyer):
    other = supply.batch(seller_party, 1_000)
    supply.give(batch, buyer, 300)
    supply.give(other, buyer, 200)
    retirement = ledger.retire(
        owner=buyer,
        beneficiary=supply.person("friend"),
        lines=[
            Line(other.pk, buyer.pk, 200),
            Line(batch.pk, buyer.pk, 100),
            Line(batch.pk, buyer.pk, 200),
        ],
        purpose="gift",
        jurisdiction="CN",
        reason="",
        claim=supply.claim("gift:1"),
        subject=supply.ORDER,
    )
    assert retirement.kg == 500
    blocks = retirement.blocks.order_by("batch").values_list("batch", "first", "last")
    assert list(blocks) == [(batch.pk, 1, 300), (other.pk, 1, 200)]


def test_a_claim_is_retired_for_once(batch, buyer):
    supply.give(batch, buyer, 300)
    supply.retire(batch, buyer, 100, ref="event:once")
    with pytest.raises(LedgerError, match="claim_used"):
        supply.retire(batch, buyer, 100, ref="event:once")
    assert supply.amounts(batch, buyer) == (200, 0, 0)


def test_nobody_retires_what_they_do_not_have(batch, buyer):
    with pytest.raises(LedgerError, match="quantity_exceeds_available"):
        supply.retire(batch, buyer, 1)


def test_nobody_retires_what_another_has(batch, seller_party, buyer):
    with pytest.raises(ValueError, match="owner"):
        ledger.retire(
            owner=buyer,
            beneficiary=buyer,
            lines=[Line(batch.pk, seller_party.pk, 1)],
            purpose="event",
            jurisdiction="CN",
            reason="",
            claim=supply.claim("event:theft"),
            subject=supply.ORDER,
        )


@pytest.mark.parametrize(
    "change",
    [{"ref": "two words"}, {"kind": "Event!"}, {"period": "last summer"}, {"title_zh": "长" * 513}],
)
def test_a_malformed_claim_is_a_mistake_of_the_caller(batch, buyer, change):
    supply.give(batch, buyer, 10)
    with pytest.raises(ValueError):
        ledger.retire(
            owner=buyer,
            beneficiary=buyer,
            lines=[Line(batch.pk, buyer.pk, 10)],
            purpose="event",
            jurisdiction="CN",
            reason="",
            claim=supply.claim("event:x") | change,
            subject=supply.ORDER,
        )


def test_retiring_asks_for_sealing_and_for_a_certificate(batch, buyer):
    supply.give(batch, buyer, 10)
    retirement = supply.retire(batch, buyer, 10)
    statement = retirement.statements.get()
    assert OutboxMessage.objects.filter(
        kind="render_certificate", payload={"statement_id": statement.pk}
    ).exists()
    assert OutboxMessage.objects.filter(kind="seal_log").exists()


def test_a_cancellation_takes_serials_and_makes_no_statement(batch, seller_party):
    cancellation = ledger.cancel(
        owner=seller_party,
        lines=[Line(batch.pk, seller_party.pk, 250)],
        reason="issued by mistake",
        subject="cancellation:1",
    )
    block = cancellation.blocks.get()
    assert (block.first, block.last, block.retirement) == (1, 250, None)
    assert supply.amounts(batch, seller_party) == (9_750, 0, 0)


def test_every_act_leaves_a_record_that_waits_for_its_place(batch, buyer):
    supply.give(batch, buyer, 10)
    supply.retire(batch, buyer, 10)
    kinds = list(LogLeaf.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "issuance", "movement", "movement", "movement", "movement", "movement",
        "retirement", "upstream", "statement",
    ]  # fmt: skip
    checkpoint = log.seal()
    assert checkpoint.size == len(kinds)
    assert log.seal() is None


def test_credits_issued_here_have_no_withdrawal_upstream(seller_party, buyer):
    here = supply.batch(seller_party, 100, kind=Scheme.Kind.HERE)
    supply.give(here, buyer, 10)
    assert not supply.retire(here, buyer, 10).upstream.exists()
