"""When somebody knows an organization of the directory by another name than the one on record.

Nothing changes by what is typed: whoever typed it is told the recorded name and may report the other one; a registrar
compares both with the public register and decides, with a reason that is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import directory
from accounts.errors import AccountError
from accounts.models import NameReport, Organization, Party, PartyAlias, User

Outcome = NameReport.Outcome


def bears(party: Party, name: str) -> bool:
    """Say whether an organization is on record under this name: its own, a merged double's, or another of its names."""
    same = directory.same_body(party)
    names = [
        *(name for row in Party.objects.filter(pk__in=same) for name in (row.name_zh, row.name_en)),
        *PartyAlias.objects.filter(party__in=same).values_list("name", flat=True),
    ]
    return directory.plain(name).casefold() in {directory.plain(each).casefold() for each in names}


def report(party: Party, name: str, *, actor: User | None) -> NameReport:
    """Put a differing name before the registrars; the same name again, while it waits, is the same report.

    Raises AccountError ``name_missing``.
    """
    wanted = directory.plain(name)[:160]
    if not wanted:
        raise AccountError("name_missing", _("An organization needs a name."))
    row, _made = NameReport.objects.get_or_create(
        party=party,
        name=wanted,
        outcome="",
        defaults={
            "recorded_zh": party.name_zh,
            "recorded_en": party.name_en,
            "reported_by": actor,
        },
    )
    return row


@transaction.atomic
def settle(row: NameReport, outcome: str, *, note: str, staff: User) -> None:
    """Decide on a report, once: the record is corrected, or has one more name, or stays as it is.

    A correction keeps the former name as another name; what was signed under it keeps it. Raises AccountError
    ``reason_missing``, ``already_decided``, ``name_of_account`` for an organization with an account.
    """
    if not note.strip():
        raise AccountError("reason_missing", _("Say why, so that it can be understood later."))
    waiting = NameReport.objects.filter(pk=row.pk, outcome="")
    if not waiting.update(
        outcome=outcome, note=note.strip()[:300], settled_by=staff, settled_at=timezone.now()
    ):
        raise AccountError("already_decided", _("This has been decided already."))
    if outcome == Outcome.CORRECTED:
        _correct(row, staff)
    elif outcome == Outcome.ALIAS:
        directory.add_alias(row.party, row.name, staff=staff)


def _correct(row: NameReport, staff: User) -> None:
    """Record the reported name; an organization with an account says its own name, and staff verify it."""
    party = Party.objects.select_for_update(no_key=True).get(pk=row.party_id)
    if party.uscc or Organization.objects.filter(pk=party.pk).exists():
        raise AccountError(
            "name_of_account",
            _(
                "This organization has an account and says its own name. Keep the reported one as another name."
            ),
        )
    for former in filter(None, (party.name_zh, party.name_en)):
        directory.add_alias(party, former, staff=staff)
    Party.objects.filter(pk=party.pk).update(name_zh=row.name[:120], name_en="")


def waiting(*, limit: int = 200) -> Sequence[NameReport]:
    """Return the reports nobody has decided, oldest first."""
    rows = NameReport.objects.filter(outcome="").select_related(
        "party__directory_entry", "reported_by"
    )
    return rows.order_by("reported_at", "pk")[:limit]


def count_waiting() -> int:
    """Return how many reports wait."""
    return NameReport.objects.filter(outcome="").count()


def settled(*, limit: int = 100) -> Sequence[NameReport]:
    """Return the reports decided last, newest first."""
    rows = NameReport.objects.exclude(outcome="").select_related("party", "settled_by")
    return rows.order_by("-settled_at", "-pk")[:limit]
