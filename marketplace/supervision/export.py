"""A case's file: one ZIP with the full trail, made to be read by people, by spreadsheets and by programs.

``index.html`` to read, ``case.json`` with everything, ``tables/*.csv``, ``log/`` with the checkpoint and, for every
row that has one, its record, its place and its inclusion proof; ``manifest.json`` names each file's SHA-256.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User
from accounts.queries import person_name
from marketplace import canonical, clock
from marketplace.registry import frozen, queries
from marketplace.registry.models import Freeze
from marketplace.supervision import case_trail, cases, dossier, subjects
from marketplace.supervision.dossier import Table, plain
from marketplace.supervision.models import Case, CaseExport

FORMAT = "zhonghe/case-file/1"
MOST_ROWS = 20_000
MOST_PROOFS = 5_000
EPOCH = (2021, 11, 1, 0, 0, 0)
"""Every file in the ZIP carries the same date, so that the same case makes the same bytes."""
STYLE = Path(__file__).with_name("case_file.css")


@transaction.atomic
def make(*, case: Case, actor: User) -> tuple[bytes, CaseExport]:
    """Return a case's file and the record of its making; what is in it says when and by whom."""
    now = clock.now()
    found = _tables(case)
    head = _head(case) | {"exported_at": plain(now), "exported_by": person_name(actor)}
    page = {"case": case, "exported_at": now, "trail": case_trail.of(case)}
    data = packed(_files(head, found, page))
    sha256 = hashlib.sha256(data).hexdigest()
    made = CaseExport.objects.create(
        case=case, sha256=sha256, size=len(data), made_by=actor, made_at=now
    )
    cases.record("case_exported", actor=actor, case=case, now=now, sha256=sha256)
    return data, made


def _head(case: Case) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "number": case.number,
        "title": case.title,
        "reason": case.reason,
        "status": case.status,
        "opened_by": person_name(case.opened_by),
        "opened_at": plain(case.opened_at),
        "finding": case.finding,
        "closed_by": person_name(case.closed_by) if case.closed_by else "",
        "closed_at": plain(case.closed_at),
    }


def _tables(case: Case) -> list[Table]:
    """Return the case's own tables, then everything about its subjects."""
    about = subjects.all_of((row.kind, row.ref) for row in case.subjects.all())
    return [*_own_tables(case), *dossier.tables(about, most=MOST_ROWS)]


def _own_tables(case: Case) -> Iterable[Table]:
    yield Table(
        "subjects",
        "What the case is about",
        ["kind", "ref", "added_by", "added_at"],
        [
            [row.kind, row.ref, person_name(row.added_by), plain(row.added_at)]
            for row in case.subjects.select_related("added_by")
        ],
    )
    yield Table(
        "notes",
        "Notes",
        ["at", "author", "text"],
        [
            [plain(row.at), person_name(row.author), row.text]
            for row in case.notes.select_related("author")
        ],
    )
    acts = case.freezes.select_related("freeze__requested_by", "freeze__approved_by").order_by("id")
    said = {view.id: view for view in frozen.views(_freezes(case))}
    yield Table(
        "case_freezes",
        "Freezes and releases under this case",
        ["act", "what", "kg", "reason", "public_words", "requested_by", "approved_by", "at"],
        [
            [
                row.freeze.act,
                _what(said[row.freeze_id]),
                plain(row.freeze.kg),
                row.reason,
                said[row.freeze_id].public,
                person_name(row.freeze.requested_by),
                person_name(row.freeze.approved_by) if row.freeze.approved_by else "",
                plain(row.freeze.at),
            ]
            for row in acts
        ],
        leaves=[row.freeze.leaf_id for row in acts],
    )
    yield Table(
        "staff_acts",
        "What staff did",
        ["at", "who", "what", "detail"],
        [
            [plain(row.at), person_name(row.actor), row.kind, json.dumps(row.detail)]
            for row in case.acts.select_related("actor").order_by("id")
        ],
    )


def _freezes(case: Case):  # type: ignore[no-untyped-def]
    return Freeze.objects.filter(case_freeze__case=case)


def _what(view: frozen.FreezeView) -> str:
    return view.batch or str(view.account or view.listing)


def _files(head: dict[str, Any], found: list[Table], page: dict[str, Any]) -> dict[str, bytes]:
    log = _log({leaf for table in found for leaf in table.leaves})
    everything = {
        "case": head,
        "tables": {
            table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for table in found
        },
    }
    html = render_to_string(
        "supervision/case_file.html", {"head": head, "tables": found} | log | page
    )
    files = {
        "index.html": html.encode(),
        "style.css": STYLE.read_bytes(),
        "case.json": _json(everything),
        "log/entries.json": _json(log["entries"]),
        "log/checkpoint.txt": str(log["checkpoint"]).encode(),
        "README.txt": README.encode(),
    }
    return files | {f"tables/{table.name}.csv": _csv(table) for table in found}


def _log(leaves: set[int]) -> dict[str, Any]:
    """Return the records in the log, each with its place and the proof that it is there."""
    checkpoint = queries.latest_checkpoint()
    entries = []
    for leaf in sorted(leaves)[:MOST_PROOFS]:
        proof = queries.leaf_and_proof(leaf)
        if proof is not None:
            entries.append(
                {
                    "entry": proof.position + 1,
                    "position": proof.position,
                    "record": proof.body,
                    "leaf_hash": proof.leaf_hash,
                    "path": list(proof.path),
                    "size": proof.checkpoint.size,
                }
            )
    return {"checkpoint": checkpoint.note if checkpoint else "", "entries": entries}


def _csv(table: Table) -> bytes:
    """Return a table as CSV with a byte order mark, so that spreadsheets read the Chinese; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    text = str(value)
    return (
        f"'{text}"
        if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not isinstance(value, int)
        else value
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def packed(files: dict[str, bytes]) -> bytes:
    """Return the files and their manifest as a ZIP."""
    manifest = {
        name: {"sha256": canonical.sha256(body), "size": len(body)}
        for name, body in sorted(files.items())
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in [("manifest.json", _json(manifest)), *sorted(files.items())]:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


README = """The file of a case of supervision.

index.html         to read: what happened, then everything there is (style.css is its look)
case.json          everything in it, for programs
tables/*.csv       the same, one table a file (UTF-8)
log/entries.json   the records in the public log that belong to it, each with its place and inclusion proof (RFC 6962)
log/checkpoint.txt the signed state of the log against which the proofs hold
manifest.json      the SHA-256 of every file

Times are UTC, quantities whole kilograms of CO2e, money CNY. Personal data: accounts appear by their public id and name
(a person by pseudonym); staff and members by name where they acted. Left out: e-mail addresses, the texts of claims and
reasons of retirements, bank details.
"""
