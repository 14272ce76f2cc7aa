"""The number of a withdrawal upstream: behind one block, or one proof, unless a registrar says it covers several."""

from datetime import date

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client

from marketplace.registry import auditing, ledger, retail, upstream
from marketplace.registry.block_imports import importing
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import IssuanceRequest, RetirementUpstream
from tests.cast import sign_in
from tests.market.crowd import codes, race
from tests.registry import lists, supply


@pytest.fixture
def project(db):
    return supply.project(supply.person("seller"))


def ask(project, number, *, proof="W-1", actor="registrar", **changes):
    facts = {
        "project": project,
        "methodology_version": project.methodology_version,
        "monitoring_start": date(2024, 1, 1),
        "monitoring_end": date(2024, 12, 31),
        "quantity_kg": 10_000,
        "increment_kg": 1,
        "upstream_serial": f"SZ-RETAIL-{number}",
        "custody_account": "C-1",
        "trade_reference": f"T-{number}",
        "withdrawal_proof": proof,
        "evidence": f"confirmation {number}".encode(),
        "actor": supply.user(actor),
    }
    return ledger.request_issuance(**(facts | changes))


def test_a_number_stands_behind_one_block_unless_it_is_said_to_cover_several(project):
    first = ask(project, 1)
    with pytest.raises(LedgerError) as refusal:
        ask(project, 2)
    assert refusal.value.code == "proof_used"
    assert "SZ-RETAIL-1" in refusal.value.message
    second = ask(project, 2, withdrawal_shared=True)
    assert (first.withdrawal_shared, second.withdrawal_shared) == (False, True)
    assert retail.others_of(second) == [first]
    supply.issue(first)
    supply.issue(second)
    assert not auditing.run().findings


@pytest.mark.parametrize("written", ["w-1", "Ｗ－１", "W - 1"])
def test_how_a_number_is_written_makes_no_other_of_it(project, written):
    ask(project, 1)
    with pytest.raises(LedgerError) as refusal:
        ask(project, 2, proof=written)
    assert refusal.value.code == "proof_used"


def test_a_refused_block_frees_its_number_and_a_lone_one_is_not_shared(project):
    first = ask(project, 1)
    ledger.refuse_issuance(request=first, actor=supply.user("second-registrar"), note="No.")
    assert not ask(project, 2, withdrawal_shared=True).withdrawal_shared


def _requested(owner, kg=3000):
    """A retirement out of whole tonnes in custody, with its withdrawal asked for."""
    batch = supply.batch(owner, increment_kg=1000)
    retirement = supply.retire(batch, owner, kg)
    upstream.request(retirement=retirement, batch=batch, actor=supply.user("registrar"))
    return batch, retirement


def _prove(batch, retirement, number, actor="second-registrar"):
    return upstream.withdrawn(
        retirement=retirement,
        batch=batch,
        proof_number=number,
        proof_date=supply.today(),
        proof=f"proof {number} {batch.code}".encode(),
        actor=supply.user(actor),
    )


def test_no_number_stands_behind_a_block_and_behind_retirements(db):
    owner = supply.person("seller")
    batch, retirement = _requested(owner)
    sibling = supply.project(owner)
    ask(sibling, 1, proof="W-7")
    for written in ("W-7", "w-7"):
        with pytest.raises(LedgerError) as refusal:
            _prove(batch, retirement, written)
        assert refusal.value.code == "proof_used"
    _prove(batch, retirement, "P-8")
    with pytest.raises(LedgerError) as refusal:
        ask(sibling, 2, proof="P-8", withdrawal_shared=True)
    assert batch.code in refusal.value.message


def test_two_registrars_at_once_use_a_number_once(fresh_db):
    project = supply.project(supply.person("seller"))
    outcomes = race([lambda n=n: ask(project, n, actor=f"registrar-{n}") for n in range(4)])
    assert codes(outcomes) == ["proof_used"] * 3
    assert IssuanceRequest.objects.count() == 1


def test_two_proofs_of_one_number_at_once_are_one(fresh_db):
    owner = supply.person("seller")
    batch, first = _requested(owner)
    again = supply.retire(batch, owner, 2000)
    upstream.request(retirement=again, batch=batch, actor=supply.user("registrar"))
    made = [first, again]

    def prove(retirement, file):
        upstream.withdrawn(
            retirement=retirement,
            batch=batch,
            proof_number="P-1",
            proof_date=supply.today(),
            proof=f"proof {file}".encode(),
            actor=supply.user(f"second-{file}"),
        )

    acts = [lambda m=m, file=file: prove(m, file) for m, file in zip(made, "ab", strict=True)]
    assert codes(race(acts)) == ["proof_used"]
    assert RetirementUpstream.objects.filter(state="withdrawn").count() == 1


COPY = "INSERT INTO registry_issuancerequest ({columns}) SELECT {values} FROM registry_issuancerequest WHERE id = {id}"


def _copied(request):
    """The same request again under another serial and evidence, in SQL."""
    fresh = {
        "public_id": "gen_random_uuid()", "upstream_serial": "'SZ-RETAIL-9'", "foreign_prefix": "'x'",
        "monitoring_start": "date '2023-01-01'", "monitoring_end": "date '2023-12-31'",
    }  # fmt: skip
    names = [field.column for field in IssuanceRequest._meta.local_fields if field.column != "id"]
    values = ", ".join(fresh.get(name, name) for name in names)
    return COPY.format(columns=", ".join(names), values=values, id=request.pk)


def test_the_database_keeps_a_number_to_one_block_and_its_twin_without_the_guard_does_not(
    fresh_db, superuser_connection
):
    project = supply.project(supply.person("seller"))
    first = ask(project, 1)
    superuser_connection.execute("DROP INDEX issuance_evidence_once")
    with pytest.raises(psycopg.errors.UniqueViolation, match="withdrawal_number_once"):
        superuser_connection.execute(_copied(first))
    superuser_connection.execute(
        "ALTER TABLE registry_issuancerequest DISABLE TRIGGER retail_number_once"
    )
    superuser_connection.execute(_copied(first))
    found = {finding["check"] for finding in auditing.run().findings}
    assert {"withdrawal_numbers_serve_once", "guards_in_place"} <= found


def test_the_database_keeps_a_number_to_one_proof(db):
    owner = supply.person("seller")
    batch, retirement = _requested(owner)
    _prove(batch, retirement, "P-1")
    again = supply.retire(batch, owner, 2000)
    upstream.request(retirement=again, batch=batch, actor=supply.user("registrar"))
    sql = (
        "UPDATE registry_retirementupstream SET state = 'withdrawn', proof_number = 'p-1', proof_sha256 ="
        " repeat('0', 64), decided_at = now(), proof_date = current_date, actor_id = %s WHERE retirement_id = %s"
    )
    with pytest.raises(IntegrityError, match="withdrawal_number_once"), transaction.atomic():
        connection.cursor().execute(sql, [supply.user("second-registrar").pk, again.pk])


def test_a_list_says_which_lines_share_a_number_and_takes_it_when_it_says_so(project):
    registrar = supply.user("registrar")
    first, second = (lists.row(project, n, withdrawal_proof="W-1") for n in (1, 2))
    made = lists.upload(first, second, actor=registrar)
    assert lists.problems(made)[3] == [("withdrawal_proof", "double_withdrawal")]
    said = lists.upload(first, second | {"withdrawal_shared": "是"}, actor=registrar)
    assert not any(lists.problems(said).values())
    importing.send(said, actor=registrar)
    assert list(
        IssuanceRequest.objects.order_by("pk").values_list("withdrawal_shared", flat=True)
    ) == [False, True]
    third = lists.row(project, 3, withdrawal_proof="W-1")
    assert lists.problems(lists.upload(third, actor=registrar))[2] == [
        ("withdrawal_proof", "withdrawal_used")
    ]
    odd = lists.row(project, 4, withdrawal_shared="maybe")
    assert lists.problems(lists.upload(odd, actor=registrar))[2] == [
        ("withdrawal_shared", "neither_yes_nor_no")
    ]


def test_the_second_registrar_sees_what_else_a_number_covers(project, second_registrar):
    first = ask(project, 1)
    second = ask(project, 2, withdrawal_shared=True)
    page = sign_in(Client(), second_registrar).get(
        f"/en/staff/registrar/issuances/{second.public_id}/"
    )
    assert "covers several blocks" in page.content.decode()
    assert f"/{first.public_id}/" in page.content.decode()
