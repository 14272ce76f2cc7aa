"""Freezing a batch or an account: what stops, what may still happen, who must agree, and what the database refuses."""

import json

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.registry import auditing, freezes, frozen, ledger, records
from marketplace.registry.errors import LedgerError
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import Freeze
from tests.market.crowd import codes, race
from tests.registry import supply

REGISTRY = auditing.SQL_FILE.read_text("utf-8")
MOVE = """
    INSERT INTO registry_movement (batch_id, kind, from_account_id, from_compartment, to_account_id, to_compartment,
        kg, reason, subject, at, salt, leaf_id)
    SELECT batch_id, 'transfer', from_account_id, 'available', to_account_id, 'available', 1, '', 'raw', now(),
        'salt', (SELECT max(id) + 1000 FROM registry_logleaf)
    FROM registry_movement WHERE kind = 'sell' LIMIT 1
"""


@pytest.fixture
def people(cast_database):
    return supply.user("supervisor"), supply.user("second-supervisor")


@pytest.fixture
def seller(cast_database):
    return supply.person("seller")


@pytest.fixture
def buyer(cast_database):
    return supply.person("buyer")


@pytest.fixture
def batch(seller, buyer):
    made = supply.batch(seller, 10_000)
    supply.give(made, buyer, 1_000)
    return made


def test_a_frozen_account_neither_lists_sells_buys_transfers_nor_retires(
    batch, seller, buyer, people
):
    lines = [Line(batch.pk, seller.pk, 500)]
    ledger.list_stock(lines=lines, subject="listing:1")
    ledger.hold(lines=[Line(batch.pk, seller.pk, 200)], subject=supply.ORDER)
    freezes.freeze_account(account=buyer, reason="wash trades", actor=people[0])
    sale = [Sale(batch.pk, seller.pk, buyer.pk, 100)]
    back = [Sale(batch.pk, buyer.pk, seller.pk, 100)]
    refused = [
        lambda: ledger.list_stock(lines=[Line(batch.pk, buyer.pk, 100)], subject="listing:2"),
        lambda: ledger.sell(lines=sale, subject=supply.ORDER),
        lambda: ledger.transfer(lines=sale, subject=supply.ORDER),
        lambda: ledger.transfer(lines=back, subject=supply.ORDER),
        lambda: supply.retire(batch, buyer, 100),
        lambda: ledger.cancel(
            owner=buyer, lines=[Line(batch.pk, buyer.pk, 1)], reason="r", subject=supply.ORDER
        ),
    ]
    for act in refused:
        with pytest.raises(LedgerError, match="account_frozen"):
            act()
    assert supply.amounts(batch, buyer) == (1_000, 0, 0)


def test_what_gives_kilograms_back_still_happens_to_a_frozen_account(batch, seller, people):
    ledger.list_stock(lines=[Line(batch.pk, seller.pk, 500)], subject="listing:1")
    ledger.hold(lines=[Line(batch.pk, seller.pk, 200)], subject=supply.ORDER)
    freezes.freeze_account(account=seller, reason="r", actor=people[0])
    ledger.release(lines=[Line(batch.pk, seller.pk, 200)], subject=supply.ORDER)
    ledger.unlist(lines=[Line(batch.pk, seller.pk, 500)], subject="listing:1")
    assert supply.amounts(batch, seller) == (9_000, 0, 0)


def test_others_go_on_trading_and_a_released_account_trades_again(batch, seller, buyer, people):
    freezes.freeze_account(account=buyer, reason="r", actor=people[0])
    supply.give(batch, supply.person("somebody else"), 100)
    with pytest.raises(LedgerError, match="same_person"):
        freezes.unfreeze_account(
            account=buyer, reason="r", requested_by=people[0], approved_by=people[0]
        )
    freezes.unfreeze_account(
        account=buyer, reason="explained", requested_by=people[0], approved_by=people[1]
    )
    supply.retire(batch, buyer, 100)
    with pytest.raises(LedgerError, match="invalid_state"):
        freezes.unfreeze_account(
            account=buyer, reason="r", requested_by=people[0], approved_by=people[1]
        )


def test_a_second_person_confirms_a_freeze_once(batch, people):
    act = freezes.freeze(batch=batch, reason="r", actor=people[0])
    assert frozen.unconfirmed().get() == act
    with pytest.raises(LedgerError, match="same_person"):
        freezes.confirm(freeze=act, actor=people[0])
    freezes.confirm(freeze=act, actor=people[1])
    assert not frozen.unconfirmed().exists()
    with pytest.raises(LedgerError, match="invalid_state"):
        freezes.confirm(freeze=act, actor=people[1])


def test_the_record_of_an_older_freeze_keeps_its_bytes(batch, people):
    act = freezes.freeze(batch=batch, reason="r", actor=people[0])
    act.kg = None
    assert set(records.freeze(act)) == {"kind", "batch", "act", "reason", "at", "private"}


def test_the_log_names_a_frozen_account_by_its_public_id_and_says_no_word_of_the_reason(
    batch, buyer, people
):
    act = freezes.freeze_account(
        account=buyer, reason="a rumour about Mr Lin", actor=people[0], public="Being checked."
    )
    body = bytes(act.leaf.body).decode()
    said = json.loads(body)
    assert (said["account"], said["kg"]) == (str(buyer.public_id), 1_000)
    assert "rumour" not in body and "checked" not in body
    (view,) = frozen.notices(parties=[buyer.pk])
    assert (view.public, view.confirmed, view.open) == ("Being checked.", False, True)


@pytest.mark.django_db
def test_acts_of_all_kinds_pass_the_audit(batch, buyer, people):
    act = freezes.freeze(batch=batch, reason="r", actor=people[0], public="p")
    freezes.confirm(freeze=act, actor=people[1])
    freezes.freeze_account(account=buyer, reason="r", actor=people[0])
    freezes.unfreeze(batch=batch, reason="r", requested_by=people[0], approved_by=people[1])
    assert auditing.run(only=REGISTRY).findings == []


def raw(sql, *values):
    """As the site's own role, past every verb; undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql, values)
        transaction.set_rollback(True)


@pytest.mark.parametrize("what", ["batch", "account"])
def test_the_database_refuses_a_movement_of_what_is_frozen(batch, buyer, people, what):
    raw(MOVE)
    if what == "batch":
        freezes.freeze(batch=batch, reason="r", actor=people[0])
    else:
        freezes.freeze_account(account=buyer, reason="r", actor=people[0])
    with pytest.raises(DatabaseError, match=f"{what} .* is frozen"):
        raw(MOVE)


def test_the_twin_without_the_guard_lets_the_movement_in(fresh_db, batch, people, owner_connection):
    freezes.freeze(batch=batch, reason="r", actor=people[0])
    owner_connection.execute("ALTER TABLE registry_movement DISABLE TRIGGER movement_freeze")
    raw(MOVE)


def test_the_database_releases_nothing_without_two_people(batch, people):
    freezes.freeze(batch=batch, reason="r", actor=people[0])
    with pytest.raises(DatabaseError, match="its status follows its last act"):
        raw("UPDATE registry_creditbatch SET status = 'active' WHERE id = %s", batch.pk)
    again = """
        INSERT INTO registry_freeze (batch_id, act, state_before, kg, reason_digest, public_digest,
            requested_by_id, approved_by_id, at, salt, leaf_id)
        SELECT batch_id, %s, '', kg, reason_digest, '', requested_by_id, NULL, at, salt, leaf_id + 1000
        FROM registry_freeze
    """
    with pytest.raises(DatabaseError, match="freeze_lifted_by_two"):
        raw(again, "unfreeze")
    with pytest.raises(DatabaseError, match="freeze does not follow freeze"):
        raw(again, "freeze")


def outcome_of(race_of):
    """Run a freeze against an act and say whether the act came first; a refusal names the freeze."""
    moved, _act = race_of
    if isinstance(moved, Exception):
        assert codes([moved]) in (["account_frozen"], ["batch_frozen"])
        return False
    return True


@pytest.mark.parametrize("subject", ["batch", "account"])
def test_freezing_against_moving_is_before_or_after(fresh_db, subject):
    """Retiring and transferring race with the freeze; what moved has its leaf before the freeze's."""
    first = supply.user("supervisor")
    for number in range(6):
        seller, buyer = supply.person(f"s{number}"), supply.person(f"b{number}")
        made = supply.batch(seller, 1_000)
        supply.give(made, buyer, 600)

        def stop(made=made, buyer=buyer):
            if subject == "batch":
                return freezes.freeze(batch=made, reason="r", actor=first)
            return freezes.freeze_account(account=buyer, reason="r", actor=first)

        acts = [
            lambda made=made, buyer=buyer: supply.retire(made, buyer, 100),
            # the receiver's holding is new: only the lock on the party can settle this one
            lambda made=made, seller=seller, buyer=buyer: ledger.transfer(
                lines=[Sale(made.pk, seller.pk, buyer.pk, 10)], subject=supply.ORDER
            ),
        ]
        first_came = outcome_of(race([acts[number % 2], stop]))
        freeze = Freeze.objects.latest("pk")
        last = max(made.movements.values_list("leaf_id", flat=True))
        assert last < freeze.leaf_id, first_came
    assert auditing.run(only=REGISTRY).findings == []


def test_a_freeze_waits_for_a_purchase_under_way_into_a_holding_that_is_new(fresh_db):
    seller, buyer, first = supply.person("s"), supply.person("b"), supply.user("supervisor")
    made = supply.batch(seller, 1_000)
    with psycopg.connect(fresh_db.app_url) as other, transaction.atomic():
        ledger.transfer(lines=[Sale(made.pk, seller.pk, buyer.pk, 10)], subject=supply.ORDER)
        other.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("SELECT FROM accounts_party WHERE id = %s FOR UPDATE", [buyer.pk])
        other.rollback()
    freezes.freeze_account(account=buyer, reason="r", actor=first)
