"""What the registry's pages show: queries in, the look's parts out."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from look.parts import Crumb, Fact, Segment, Tally
from marketplace import outbox
from marketplace.registry import frozen, jurisdictions, log, origin, queries, signing, words
from marketplace.registry.models import LogPending
from marketplace.registry.public import lists

ENTRIES_SHOWN = 25
BATCHES_SHOWN = 10


@dataclass(frozen=True)
class EntryLine:
    """An entry of the log as a line of a table."""

    position: int
    kind: Any
    about: str
    kg: int | None
    at: str
    body: str
    retirement: str


@dataclass(frozen=True)
class CheckLine:
    """One check of the audit and how it went."""

    name: str
    what: Any
    passed: bool


def index() -> dict[str, Any]:
    """Return what the registry's first page shows."""
    return {
        "tally": _totals_tally(queries.totals()),
        "batches": lists.issuances({}).page.object_list[:BATCHES_SHOWN],
        "retirements": queries.latest_retirements(12),
        "count": queries.count_retirements(),
        "checkpoint": queries.latest_checkpoint(),
        "audit": queries.last_audit(),
    }


def batch(view: queries.BatchView, *, serial: str) -> dict[str, Any]:
    """Return what a batch's page shows; ``serial`` is what a visitor looks for."""
    return {
        "batch": view,
        "tally": batch_tally(view),
        "facts": _batch_facts(view),
        "origin": origin.of_batch(view.code),
        "proof": queries.leaf_and_proof(view.leaf_id),
        "serial": serial,
        "asked": bool(serial.strip()),
        "notices": frozen.notices(batches=[view.code]) if view.status == "frozen" else (),
        "finding": _find(view, serial),
        "crumbs": crumbs(Crumb(view.code)),
    }


def retirement(view: queries.RetirementView) -> dict[str, Any]:
    """Return what a retirement's page shows; its certificate only where an organization benefits."""
    public = view.beneficiary_kind == "organization"
    return {
        "retirement": view,
        "purpose": words.PURPOSES[view.purpose],
        "jurisdiction": jurisdictions.named(view.jurisdiction),
        "lines": [
            (
                line,
                words.UPSTREAM.get(line.upstream_state, ""),
                words.UPSTREAM_TONES.get(line.upstream_state, "none"),
            )
            for line in view.lines
        ],
        "certificate": reverse("certificates:detail", args=[view.code]) if public else "",
        "proof": queries.leaf_and_proof(view.leaf_id),
        "crumbs": crumbs(Crumb(_("Retirement"))),
    }


def log_page(*, before: int | None) -> dict[str, Any]:
    """Return what the log's page shows: the entries below a position, newest first."""
    size = log.current_size()
    end = size if before is None else max(0, min(before, size))
    start = max(0, end - ENTRIES_SHOWN)
    found = reversed(log.entries(start, end))
    return {
        "checkpoint": queries.latest_checkpoint(),
        "checkpoints": queries.checkpoints(limit=8),
        "key": signing.vkey(),
        "size": size,
        "entries": [_entry(position, body) for position, body in found],
        "older": start or None,
        "newest": before is None,
        "site": settings.SITE_URL,
        "crumbs": crumbs(Crumb(_("The public log"))),
    }


def status() -> dict[str, Any]:
    """Return what the status page shows: the last audit, check by check, and what waits."""
    audit, checkpoint = queries.last_audit(), queries.latest_checkpoint()
    failed = {finding["check"]: finding["what"] for finding in audit.findings} if audit else {}
    return {
        "audit": audit,
        "checks": [
            CheckLine(name, what, name not in failed)
            for name, what in (failed | words.CHECKS).items()
        ],
        "counts": [
            Fact(words.COUNTS[name], f"{number:,}")
            for name, number in (audit.counts if audit else {}).items()
            if name in words.COUNTS
        ],
        "covered": audit.counts.get("entries", 0) if audit else 0,
        "size": checkpoint.size if checkpoint else 0,
        "checkpoint": checkpoint,
        "pending": LogPending.objects.count(),
        "work": outbox.counts(),
        "crumbs": crumbs(Crumb(_("Audit and status"))),
    }


def crumbs(*rest: Crumb) -> list[Crumb]:
    """Return the way from the registry's first page to here."""
    return [Crumb(_("Public registry"), reverse("registry:index")), *rest]


def _totals_tally(totals: queries.Totals) -> Tally:
    parts = [
        Segment(_("Retired"), totals.retired, "retired"),
        Segment(_("Owned, not yet retired"), totals.owned, "owned"),
        Segment(_("Reserved"), totals.reserved, "held"),
        Segment(_("For sale"), totals.for_sale, "available"),
        Segment(_("Cancelled"), totals.cancelled, "cancelled"),
    ]
    return Tally(
        [part for part in parts if part.kg or part.tone != "cancelled"],
        label=_("All reductions in the ledger"),
        total_label=_("Issued in all"),
        total_kg=totals.issued,
    )


def batch_tally(view: queries.BatchView) -> Tally:
    """Return where a batch's kilograms are, as the bar that every page shows."""
    parts = [
        Segment(_("Retired"), view.retired_kg, "retired"),
        Segment(_("Owned, not yet retired"), view.available_kg, "owned"),
        Segment(_("Reserved"), view.held_kg, "held"),
        Segment(_("For sale"), view.listed_kg, "available"),
        Segment(_("Cancelled"), view.cancelled_kg, "cancelled"),
    ]
    return Tally(
        [part for part in parts if part.kg or part.tone != "cancelled"],
        label=_("Where the kilograms of this batch are"),
        total_label=_("Issued"),
        total_kg=view.quantity_kg,
    )


def _batch_facts(view: queries.BatchView) -> list[Fact]:
    facts = [
        Fact(
            _("Serial numbers"),
            f"{view.first_serial:,} – {view.last_serial:,}",
            _("one per kilogram"),
        ),
        Fact(
            _("Used so far"), _up_to(view), _("numbers are given when kilograms leave circulation")
        ),
    ]
    if view.upstream_serial:
        facts.append(Fact(_("Serial on the issuing platform"), view.upstream_serial))
    if view.scheme_kind == "upstream":
        text = (
            _(
                "The tonnes lie in the registry's custody account and are withdrawn there after each retirement."
            )
            if view.custody
            else _(
                "The tonnes were withdrawn on the issuing platform before they were offered here in kilograms."
            )
        )
        facts.append(
            Fact(
                _("On the issuing platform"),
                _("in custody") if view.custody else _("withdrawn"),
                text,
            )
        )
    step = _("whole tonnes") if view.increment_kg == 1000 else _("%s kg") % f"{view.increment_kg:,}"
    facts.append(Fact(_("Smallest step"), step))
    return facts


def _up_to(view: queries.BatchView) -> str:
    used = view.next_serial - view.first_serial
    return f"{view.first_serial:,} – {view.next_serial - 1:,}" if used else _("none yet")


def _find(view: queries.BatchView, serial: str) -> queries.SerialFinding | None:
    digits = serial.strip().replace(",", "").replace("，", "")
    if not digits.isdecimal() or len(digits) > 15:
        return None
    return queries.find_serial(view.code, int(digits))


def _entry(position: int, body: bytes) -> EntryLine:
    said = json.loads(body)
    return EntryLine(
        position=position,
        kind=words.ENTRY_KINDS.get(said["kind"], said["kind"]),
        about=words.entry_facts(said),
        kg=said.get("kg"),
        at=said.get("at", ""),
        body=body.decode(),
        retirement=said.get("id", "")
        if said["kind"] == "retirement"
        else said.get("retirement", ""),
    )
