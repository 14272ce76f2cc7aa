"""A list's lines against the ledger and its evidence: projects, methodologies, serials, blocks in custody, files."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from marketplace import canonical, clock
from marketplace.registry import custody, evidence, measured, retail
from marketplace.registry.block_imports import rows, sheet
from marketplace.registry.block_imports.rows import Row
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    IssuanceRequest,
    Project,
    Scheme,
)
from marketplace.registry.public.serial_texts import compact

STANDING = ~Q(status=IssuanceRequest.Status.REFUSED)


@dataclass
class Checked:
    """A line with all that was found: the request it would become, or the one it is already."""

    row: Row
    wanted: IssuanceRequest | None = None
    known: IssuanceRequest | None = None
    file: bytes = b""


def check(lines: list[sheet.Line], files: Mapping[str, bytes]) -> list[Checked]:
    """Look at every line of a list; problems stand in each row."""
    found = [Checked(rows.read(line.number, line.values)) for line in lines]
    rows.note_doubles([each.row for each in found])
    projects = _projects(found)
    blocks = []
    for each in found:
        each.wanted = wanted(each.row, projects)
        if each.wanted is not None:
            each.known = known(each.wanted)
            if each.wanted.foreign_first is not None and each.wanted.foreign_last is not None:
                where = (each.wanted.foreign_registry, each.wanted.foreign_prefix)
                block = (each.wanted.foreign_first, each.wanted.foreign_last)
                blocks.append((each.row, where, *block))
    rows.note_overlaps(blocks)
    _withdrawals(found)
    for each in found:
        if each.known is None:
            _days(each)
            _ledger(each)
            _file(each, files)
    return found


def wanted(row: Row, projects: Mapping[str, Project]) -> IssuanceRequest | None:
    """Return the unsaved request of a line, with its serial read, or None where too little could be read."""
    project = projects.get(row.values.get("project", "").lower())
    if row.values.get("project"):
        _project(row, project)
    if not (project and row.tonnes and row.monitoring_start and row.monitoring_end):
        return None
    if not row.values.get("upstream_serial") or row.monitoring_end < row.monitoring_start:
        return None
    request = IssuanceRequest(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=row.monitoring_start,
        monitoring_end=row.monitoring_end,
        quantity_kg=row.tonnes * 1000,
        upstream_serial=row.values["upstream_serial"],
    )
    serial, lies = custody.read(request, row.block)
    for lie in lies:
        row.wrong("upstream_serial", lie.code, **lie.params)
    if serial is not None and not lies:
        request.foreign_registry = serial.registry
        request.foreign_prefix = custody.prefix(request, serial)
        request.foreign_first, request.foreign_last = serial.first, serial.last
    return request


def known(request: IssuanceRequest) -> IssuanceRequest | None:
    """Return the standing request that says the very same as this one: it came in before."""
    return IssuanceRequest.objects.filter(
        STANDING,
        project=request.project,
        upstream_serial=request.upstream_serial,
        quantity_kg=request.quantity_kg,
        monitoring_start=request.monitoring_start,
        monitoring_end=request.monitoring_end,
    ).first()


def _projects(found: list[Checked]) -> dict[str, Project]:
    codes = {each.row.values.get("project", "").lower() for each in found}
    found_rows = Project.objects.filter(code__in=codes)
    found_rows = found_rows.select_related("scheme", "methodology_version__methodology", "owner")
    return {project.code: project for project in found_rows}


def _project(row: Row, project: Project | None) -> None:
    if project is None:
        row.wrong("project", "unknown_project")
        return
    if project.scheme.kind != Scheme.Kind.UPSTREAM:
        row.wrong("project", "issued_here")
    version = project.methodology_version
    code, said = version.methodology.code, row.values.get("methodology", "").lower()
    if said and said not in (code, f"{code} {version.version}".lower()):
        row.wrong("methodology", "other_methodology", expected=code)
    if not version.accepted:
        row.wrong("methodology", "methodology_not_accepted")


def _days(each: Checked) -> None:
    """Note a period outside of what the project's accepted dossier says was measured."""
    if each.wanted is None:
        return
    each.wanted.requested_at = clock.now()
    try:
        measured.check(each.wanted)
    except LedgerError as refusal:
        each.row.wrong("monitoring_start", refusal.code, **refusal.params)


def _ledger(each: Checked) -> None:
    """Note a serial or tonnes that another request claims."""
    request, row = each.wanted, each.row
    if request is None:
        return
    form = compact(request.upstream_serial)
    held = custody.holders(request)
    if any(compact(each.upstream_serial) == form for each in held):
        row.wrong("upstream_serial", "serial_in_custody")
    elif held:
        row.wrong("upstream_serial", "block_in_custody", others=custody.named(held))


def _withdrawals(found: list[Checked]) -> None:
    """Note withdrawals for retail that stand behind another line's block, or one in custody, without a word."""
    earlier: dict[tuple[int, str], int] = {}
    for each in found:
        number = each.row.values.get("withdrawal_proof", "")
        if each.wanted is None or each.known is not None or not number:
            continue
        scheme = each.wanted.project.scheme_id
        line = earlier.setdefault((scheme, compact(number)), each.row.number)
        if each.row.withdrawal_shared:
            continue
        if line != each.row.number:
            each.row.wrong("withdrawal_proof", "double_withdrawal", line=line)
        elif others := list(retail.bearing(number, scheme)[: custody.MOST_NAMED]):
            each.row.wrong("withdrawal_proof", "withdrawal_used", others=custody.named(others))


def _file(each: Checked, files: Mapping[str, bytes]) -> None:
    """Find a line's evidence by name; one file alone serves a list of one line."""
    row, name = each.row, each.row.values.get("evidence", "")
    if not name:
        return
    content = {key.casefold(): value for key, value in files.items()}.get(name.casefold())
    if content is None:
        row.wrong("evidence", "no_such_file")
        return
    if complaint := evidence.complaint(content):
        row.wrong("evidence", "not_evidence", why=complaint)
        return
    if _serves_already(content):
        row.wrong("evidence", "evidence_used")
        return
    each.file = content


def _serves_already(content: bytes) -> bool:
    spent = (IssuanceRequest.Status.REFUSED, IssuanceRequest.Status.RETURNED)
    found_rows = IssuanceRequest.objects.filter(evidence_sha256=canonical.sha256(content))
    return found_rows.exclude(status__in=spent).exists()
