"""Rows against leaves: each row's record is made again and compared with the bytes in the log."""

from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.db import connection

from marketplace import canonical
from marketplace.registry import disclosures, records, signing
from marketplace.registry.models import (
    Cancellation,
    CreditBatch,
    Disclosure,
    Freeze,
    LogLeaf,
    MethodologyAct,
    Retirement,
    RetirementUpstream,
    SerialBlock,
    Statement,
)

Item = dict[str, Any] | tuple[str, int]
CHUNK = 5_000


def movements_fit_the_log() -> Iterator[Item]:
    """Every movement is what its leaf says."""
    query = """
        SELECT m.id, m.kind, m.from_compartment, m.to_compartment, m.kg, m.actor_id, m.reason, m.subject, m.at,
            m.salt, b.code, f.public_id, t.public_id, l.body, l.kind
        FROM registry_movement m
        JOIN registry_creditbatch b ON b.id = m.batch_id
        JOIN registry_logleaf l ON l.id = m.leaf_id
        LEFT JOIN accounts_party f ON f.id = m.from_account_id
        LEFT JOIN accounts_party t ON t.id = m.to_account_id
    """
    names = [
        "id",
        "kind",
        "from_compartment",
        "to_compartment",
        "kg",
        "actor_id",
        "reason",
        "subject",
        "at",
        "salt",
    ]
    count = 0
    for row in _stream(query):
        count += 1
        movement: Any = SimpleNamespace(**dict(zip(names, row, strict=False)))
        record = records.movement(movement, batch=row[10], source=row[11], target=row[12])
        yield from _compare("movement", row[0], record, row[13], leaf_kind=row[14])
    yield "movements", count


def issuances_fit_the_log() -> Iterator[Item]:
    """Every batch and its request are what the leaf of the issuance says."""
    rows = CreditBatch.objects.select_related(
        "leaf", "issuance__application", "project", "scheme", "methodology_version__methodology"
    )
    for row in rows:
        yield from _fits(row, records.issuance(row))
    yield "batches", len(rows)


def retirements_fit_the_log() -> Iterator[Item]:
    """Every retirement and cancellation, with its serials, is what its leaf says."""
    blocks: dict[tuple[str, int], list[SerialBlock]] = defaultdict(list)
    for block in SerialBlock.objects.select_related("batch").order_by("batch_id").iterator(CHUNK):
        key = ("r", block.retirement_id) if block.retirement_id else ("c", block.cancellation_id)
        blocks[key].append(block)
    count = 0
    retired = Retirement.objects.select_related("leaf", "owner", "beneficiary").order_by()
    for row in retired.iterator(CHUNK):
        count += 1
        yield from _fits(row, records.retirement(row, blocks["r", row.pk]))
    cancelled = Cancellation.objects.select_related("leaf", "owner").order_by()
    for gone in cancelled.iterator(CHUNK):
        yield from _fits(gone, records.cancellation(gone, blocks["c", gone.pk]))
    yield "retirements", count


def statements_fit_the_log() -> Iterator[Item]:
    """Every statement has our signature, is what its leaf says, and states what its retirement is."""
    count = 0
    rows = Statement.objects.select_related("leaf", "retirement").order_by()
    for row in rows.iterator(CHUNK):
        count += 1
        body = bytes(row.body)
        if not signing.statement_verifies(body, bytes(row.signature)):
            yield {"statement": row.pk, "problem": "the signature is not ours"}
            continue
        said = canonical.loads(body)
        stored = (row.code, row.revision, canonical.utc(row.at))
        retired = row.retirement
        if (said["code"], said["revision"], said["stated_at"]) != stored or (
            said["retirement"],
            said["kg"],
        ) != (str(retired.public_id), retired.kg):
            yield {"statement": row.pk, "problem": "the row and the statement differ"}
        yield from _fits(row, records.statement(row, retirement_id=retired.public_id))
        yield from _texts_exist(row.pk, said)
    yield "statements", count


def withdrawals_fit_the_log() -> Iterator[Item]:
    """Every withdrawal upstream stands where the last leaf about it says."""
    last: dict[tuple[str, str], int] = {}
    for leaf_id, body in (
        LogLeaf.objects.filter(kind="upstream").order_by("id").values_list("pk", "body")
    ):
        said = canonical.loads(bytes(body))
        last[said["retirement"], said["batch"]] = leaf_id
    rows = RetirementUpstream.objects.select_related("leaf", "retirement", "batch", "made_good_by")
    for row in rows.iterator(CHUNK):
        expected = last.pop((str(row.retirement.public_id), row.batch.code), None)
        if row.leaf_id != expected or (expected is None and row.state != "not_requested"):
            yield {"upstream": row.pk, "problem": "it is not where the log says"}
        elif row.leaf_id:
            yield from _fits(row, records.upstream(row))
    for retirement, batch in last:
        yield {"upstream": f"{retirement} {batch}", "problem": "the row is gone"}


def freezes_fit_the_log() -> Iterator[Item]:
    """Every freeze and its end is what its leaf says."""
    for row in Freeze.objects.select_related("leaf", "batch", "account"):
        yield from _fits(row, records.freeze(row))


def methodologies_fit_the_log() -> Iterator[Item]:
    """Every decision on a methodology is what its leaf says."""
    rows = MethodologyAct.objects.select_related("leaf", "version__methodology", "successor")
    for row in rows:
        yield from _fits(row, records.methodology(row))


def _texts_exist(statement_id: int, said: dict[str, Any]) -> Iterator[Item]:
    digests = set(disclosures.digests_in(said))
    known = set(Disclosure.objects.filter(pk__in=digests).values_list("pk", flat=True))
    for digest in digests - known:
        yield {"statement": statement_id, "problem": f"the text of {digest[:12]} is gone"}


def _fits(row: Any, record: records.Record) -> Iterator[Item]:
    name = type(row).__name__.lower()
    yield from _compare(name, row.pk, record, row.leaf.body, leaf_kind=row.leaf.kind)


def _compare(
    name: str, key: int, record: records.Record, body: bytes, *, leaf_kind: str
) -> Iterator[Item]:
    if canonical.dumps(record) != bytes(body):
        yield {name: key, "problem": "the row and its leaf differ"}
    elif leaf_kind != record["kind"]:
        yield {name: key, "problem": "the leaf is filed under another kind"}


def _stream(query: str) -> Iterator[tuple[Any, ...]]:
    """Read a large result in parts, through a server-side cursor."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


CHECKS = (
    movements_fit_the_log,
    issuances_fit_the_log,
    retirements_fit_the_log,
    statements_fit_the_log,
    withdrawals_fit_the_log,
    freezes_fit_the_log,
    methodologies_fit_the_log,
)
