"""Rows against leaves: each row's record is made again and compared with the bytes in the log.

Each check looks at all rows, or at those of the given keys (where a few rows are suspected in a large ledger).
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
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
    Movement,
    Retirement,
    RetirementUpstream,
    SerialBlock,
    Statement,
)

Item = dict[str, Any] | tuple[str, int]
Keys = list[int] | None
CHUNK = 5_000
PART = 1_000


def movements_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every movement is what its leaf says."""
    query = """
        SELECT m.id, m.kind, m.from_compartment, m.to_compartment, m.kg, m.actor_id, m.reason, m.subject, m.at,
            m.salt, b.code, f.public_id, t.public_id, l.body, l.kind
        FROM registry_movement m
        JOIN registry_creditbatch b ON b.id = m.batch_id
        JOIN registry_logleaf l ON l.id = m.leaf_id
        LEFT JOIN accounts_party f ON f.id = m.from_account_id
        LEFT JOIN accounts_party t ON t.id = m.to_account_id
        WHERE %s::bigint[] IS NULL OR m.id = ANY (%s)
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
    for row in _stream(query, [keys, keys]):
        count += 1
        movement: Any = SimpleNamespace(**dict(zip(names, row, strict=False)))
        record = records.movement(movement, batch=row[10], source=row[11], target=row[12])
        yield from _compare("movement", row[0], record, row[13], leaf_kind=row[14])
    yield from _all_were_read(Movement, count, keys)
    yield "movements", count


def issuances_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every batch and its request are what the leaf of the issuance says."""
    rows = CreditBatch.objects.select_related(
        "leaf", "issuance__application", "project", "scheme", "methodology_version__methodology"
    )
    rows = _those(rows, keys)
    for row in rows:
        yield from _fits(row, records.issuance(row))
    yield from _all_were_read(CreditBatch, len(rows), keys)
    yield "batches", len(rows)


def retirements_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every retirement, with its serials, is what its leaf says."""
    count = 0
    rows = Retirement.objects.select_related("leaf", "owner", "beneficiary").order_by()
    for part in _parts(_those(rows, keys)):
        blocks = _blocks_of("retirement_id", part)
        count += len(part)
        for row in part:
            yield from _fits(row, records.retirement(row, blocks[row.pk]))
    yield from _all_were_read(Retirement, count, keys)
    yield "retirements", count


def cancellations_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every cancellation, with its serials, is what its leaf says."""
    count = 0
    rows = Cancellation.objects.select_related("leaf", "owner").order_by()
    for part in _parts(_those(rows, keys)):
        blocks = _blocks_of("cancellation_id", part)
        count += len(part)
        for row in part:
            yield from _fits(row, records.cancellation(row, blocks[row.pk]))
    yield from _all_were_read(Cancellation, count, keys)


def _blocks_of(cause: str, part: list[Any]) -> dict[int, list[SerialBlock]]:
    """Return the blocks that these retirements or cancellations used up, in the order of their record."""
    found: dict[int, list[SerialBlock]] = defaultdict(list)
    wanted = {f"{cause}__in": [row.pk for row in part]}
    for block in SerialBlock.objects.select_related("batch").filter(**wanted).order_by("batch_id"):
        found[getattr(block, cause)].append(block)
    return found


def statements_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every statement has our signature, is what its leaf says, and states what its retirement is."""
    count = 0
    rows = Statement.objects.select_related("leaf", "retirement").order_by()
    for part in _parts(_those(rows, keys)):
        count += len(part)
        named: dict[int, list[str]] = {}
        for row in part:
            body = bytes(row.body)
            if not signing.statement_verifies(body, bytes(row.signature)):
                yield {"statement": row.pk, "problem": "the signature is not ours"}
                continue
            said = canonical.loads(body)
            yield from _states_its_row(row, said)
            named[row.pk] = disclosures.digests_in(said)
        yield from _texts_exist(named)
    yield from _all_were_read(Statement, count, keys)
    yield "statements", count


def _states_its_row(row: Statement, said: dict[str, Any]) -> Iterator[Item]:
    retired = row.retirement
    stored = (row.code, row.revision, canonical.utc(row.at), str(retired.public_id), retired.kg)
    if (
        tuple(said[name] for name in ("code", "revision", "stated_at", "retirement", "kg"))
        != stored
    ):
        yield {"statement": row.pk, "problem": "the row and the statement differ"}
    yield from _fits(row, records.statement(row, retirement_id=retired.public_id))


def withdrawals_fit_the_log() -> Iterator[Item]:
    """Every withdrawal upstream stands where the last leaf about it says."""
    last: dict[tuple[str, str], int] = {}
    for leaf_id, body in (
        LogLeaf.objects.filter(kind="upstream").order_by("id").values_list("pk", "body")
    ):
        said = canonical.loads(bytes(body))
        last[said["retirement"], said["batch"]] = leaf_id
    rows = RetirementUpstream.objects.select_related("leaf", "retirement", "batch", "made_good_by")
    count = 0
    for row in rows.iterator(CHUNK):
        count += 1
        expected = last.pop((str(row.retirement.public_id), row.batch.code), None)
        if row.leaf_id != expected or (expected is None and _says_something(row)):
            yield {"upstream": row.pk, "problem": "it is not where the log says"}
        elif row.leaf_id:
            yield from _fits(row, records.upstream(row))
    for retirement, batch in last:
        yield {"upstream": f"{retirement} {batch}", "problem": "the row is gone"}
    yield from _all_were_read(RetirementUpstream, count)


def withdrawal_fits_its_leaf(keys: Keys) -> Iterator[Item]:
    """Some withdrawals are what their own leaf says; whether it is the last one, only the whole check knows."""
    rows = RetirementUpstream.objects.select_related("leaf", "retirement", "batch", "made_good_by")
    for row in _those(rows, keys):
        if row.leaf_id:
            yield from _fits(row, records.upstream(row))
        elif _says_something(row):
            yield {"upstream": row.pk, "problem": "it is not where the log says"}


def _says_something(row: RetirementUpstream) -> bool:
    """Whether a withdrawal that no leaf speaks of says more than that it exists."""
    said = (row.requested_at, row.decided_at, row.proof_number, row.proof_date, row.proof_sha256)
    people = (row.made_good_by_id, row.actor_id, row.covers_several)
    return row.state != "not_requested" or any(said) or any(people)


def freezes_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every freeze and its end is what its leaf says."""
    rows = _those(Freeze.objects.select_related("leaf", "batch", "account"), keys)
    for row in rows:
        yield from _fits(row, records.freeze(row))
    yield from _all_were_read(Freeze, len(rows), keys)


def methodologies_fit_the_log(keys: Keys = None) -> Iterator[Item]:
    """Every decision on a methodology is what its leaf says."""
    every = MethodologyAct.objects.select_related("leaf", "version__methodology", "successor")
    rows = _those(every, keys)
    for row in rows:
        yield from _fits(row, records.methodology(row))
    yield from _all_were_read(MethodologyAct, len(rows), keys)


def _texts_exist(named: dict[int, list[str]]) -> Iterator[Item]:
    """Say which statements name a digest that has no row; asked once for many statements."""
    digests = {digest for those in named.values() for digest in those}
    gone = digests - set(Disclosure.objects.filter(pk__in=digests).values_list("pk", flat=True))
    for statement_id, those in named.items() if gone else ():
        for digest in gone.intersection(those):
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


def _all_were_read(model: Any, count: int, keys: Keys = None) -> Iterator[Item]:
    """Say when rows fell out of the reading because a row that they name is not there."""
    there = model.objects.count() if keys is None else len(keys)
    if count != there:
        name = model._meta.model_name
        yield {name: f"{there - count} of {there}", "problem": "they name rows that are not there"}


def _those(rows: Any, keys: Keys) -> Any:
    return rows if keys is None else rows.filter(pk__in=keys)


def _parts(rows: Any) -> Iterator[list[Any]]:
    """Read rows in parts, so that what belongs to them is asked for once a part and never kept for all."""
    source = rows.iterator(CHUNK)
    while part := list(islice(source, PART)):
        yield part


def _stream(query: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Read a large result in parts, through a server-side cursor."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


CHECKS = (
    movements_fit_the_log,
    issuances_fit_the_log,
    retirements_fit_the_log,
    cancellations_fit_the_log,
    statements_fit_the_log,
    withdrawals_fit_the_log,
    freezes_fit_the_log,
    methodologies_fit_the_log,
)
