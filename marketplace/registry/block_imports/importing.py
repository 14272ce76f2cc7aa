"""The verbs: upload a list, send what is correct to a second registrar, or discard it."""

from collections import Counter
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from marketplace import canonical, clock
from marketplace.errors import MarketError
from marketplace.registry import evidence, issuance
from marketplace.registry.block_imports import archive, checks, rows, sheet
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import BlockImport, BlockImportRow, Project

State = BlockImportRow.State


def upload(
    content: bytes, *, file_name: str, files: bytes, files_name: str, actor: User
) -> BlockImport:
    """Read a list and its evidence and keep both with each line's verdict; nothing is requested yet.

    The same two files again are the same import, until it is discarded. Raises sheet.UnreadableError and
    archive.ArchiveError.
    """
    digest = canonical.sha256(f"{canonical.sha256(content)} {canonical.sha256(files)}".encode())
    lines = sheet.parse(content)
    opened = archive.open_files(files, name=files_name)
    same = BlockImport.objects.exclude(state=BlockImport.State.DROPPED).filter(digest=digest)
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            made = BlockImport.objects.create(
                digest=digest,
                file_name=file_name[:200],
                content=content,
                uploaded_by=actor,
                uploaded_at=clock.now(),
            )
            _keep_rows(made, checks.check(lines, opened))
    except IntegrityError:  # somebody uploaded the same files at this moment
        return same.get()
    return made


@transaction.atomic
def send(block_import: BlockImport, *, actor: User) -> Counter[str]:
    """Make requests of the correct lines, each for itself, and return how many ended how (by the rows' states).

    Whoever presses twice, or at the same moment as another, gets the same requests once. Raises LedgerError
    ``invalid_state`` for a discarded list.
    """
    locked = BlockImport.objects.select_for_update(no_key=True).get(pk=block_import.pk)
    if locked.state == BlockImport.State.DROPPED:
        raise LedgerError("invalid_state")
    if locked.state == BlockImport.State.PREVIEW:
        now = clock.now()
        for row in locked.rows.filter(state=State.READY):
            _send_row(row, actor, now)
        _decide(locked, BlockImport.State.SENT, now)
    return Counter(locked.rows.values_list("state", flat=True))


@transaction.atomic
def discard(block_import: BlockImport) -> None:
    """Lay a list aside before anything of it was sent. Raises LedgerError ``invalid_state`` afterwards."""
    locked = BlockImport.objects.select_for_update(no_key=True).get(pk=block_import.pk)
    if locked.state != BlockImport.State.PREVIEW:
        raise LedgerError("invalid_state")
    _decide(locked, BlockImport.State.DROPPED, clock.now())


def _keep_rows(made: BlockImport, found: list[checks.Checked]) -> None:
    for each in found:
        state = State.WRONG if each.row.problems else State.READY
        if each.known is not None:
            state, each.row.problems = State.KNOWN, []
        file = None
        if state == State.READY:
            name = each.row.values["evidence"]
            file = evidence.keep(each.file, name=name, actor=made.uploaded_by, now=made.uploaded_at)
        BlockImportRow.objects.create(
            block_import=made,
            number=each.row.number,
            values=each.row.values,
            problems=each.row.problems,
            state=state,
            evidence=file,
            request=each.known,
        )


def _send_row(row: BlockImportRow, actor: User, now: datetime) -> None:
    """Request one line's block in a transaction within; the ledger may have changed since the preview."""
    read = rows.read(row.number, row.values)
    project = Project.objects.select_related("scheme", "methodology_version").filter(
        code=row.values["project"].lower()
    )
    request = checks.wanted(read, {each.code: each for each in project})
    if request is not None and (same := checks.known(request)):
        _close(row, State.KNOWN, request=same)
        return
    try:
        if request is None or read.problems:
            raise LedgerError("invalid_request")
        made = issuance.request_issuance(
            project=request.project,
            methodology_version=request.methodology_version,
            monitoring_start=request.monitoring_start,
            monitoring_end=request.monitoring_end,
            quantity_kg=request.quantity_kg,
            increment_kg=1 if row.values.get("withdrawal_proof") else 1000,
            upstream_serial=request.upstream_serial,
            custody_account=row.values["custody_account"],
            trade_reference=row.values["trade_reference"],
            withdrawal_proof=row.values.get("withdrawal_proof", ""),
            withdrawal_shared=bool(read.withdrawal_shared),
            block=read.block,
            evidence=row.evidence or b"",
            evidence_name=row.values["evidence"],
            actor=actor,
            now=now,
        )
    except MarketError as refusal:
        problem = {
            "field": "",
            "code": "refused",
            "params": {"why": refusal.code, **refusal.params},
        }
        _close(row, State.WRONG, problems=[*read.problems, problem])
    else:
        _close(row, State.REQUESTED, request=made)


def _close(row: BlockImportRow, state: str, **changes: object) -> None:
    BlockImportRow.objects.filter(pk=row.pk).update(state=state, **changes)


def _decide(locked: BlockImport, state: str, now: datetime) -> None:
    BlockImport.objects.filter(pk=locked.pk).update(state=state, decided_at=now)
