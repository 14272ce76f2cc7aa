"""What is kept here of a person: who drafted, who is on the roster, who gave an opinion (see accounts.privacy)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.methodologies.models import Assignment, Expert, Opinion, Submission


def export(parties: Sequence[Party]) -> dict[str, Any]:
    """Return a person's entry on the roster, their opinions, and the submissions they drafted."""
    users = _users(parties)
    return {
        "expert": [
            {
                "fields": row.kinds,
                "affiliation": row.affiliation,
                "conflicts": [str(each) for each in row.conflicts.all()],
                "conflicts_note": row.conflicts_note,
                "name_is_public": row.shows_name,
                "since": row.added_at.isoformat(),
            }
            for row in Expert.objects.filter(user__in=users)
        ],
        "opinions": [
            {
                "submission": str(row.assignment.submission),
                "verdict": row.verdict,
                "answers": row.answers,
                "report": row.report,
                "at": row.at.isoformat(),
            }
            for row in Opinion.objects.filter(given_by__in=users).select_related(
                "assignment__submission"
            )
        ],
        "submissions": [
            {"submission": str(row), "contact": row.contact, "status": row.status}
            for row in Submission.objects.filter(created_by__in=users)
        ],
    }


def erase(parties: Sequence[Party]) -> None:
    """Forget affiliation, conflicts and contacts; verdicts and reports are evidence and keep no name."""
    users = _users(parties)
    Expert.conflicts.through.objects.filter(expert__user__in=users).delete()
    Expert.objects.filter(user__in=users).update(
        affiliation="", organization=None, conflicts_note="", shows_name=False, active=False
    )
    Submission.objects.filter(created_by__in=users).exclude(contact="").update(contact="")


def hindrance(parties: Sequence[Party]) -> str | None:
    """Return why the person can't be erased yet: a review would wait for nobody."""
    open_seats = Assignment.objects.filter(
        expert__user__in=_users(parties),
        released_at=None,
        opinion=None,
        submission__status__in=["submitted", "under_review"],
    )
    if open_seats.exists():
        return _("You still have a methodology to review: give your opinion or give it back.")
    return None


def _users(parties: Sequence[Party]) -> list[int]:
    return [party.user_id for party in parties if party.user_id]
