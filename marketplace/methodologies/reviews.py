"""Expert review: the roster, two seats a submission, opinions that are final. The only writer of these tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import Organization, User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.methodologies import questions
from marketplace.methodologies.models import Assignment, Expert, Opinion, Submission

Status = Submission.Status
SEATS = (1, 2)


@dataclass(frozen=True)
class Profile:
    """What the roster says of an expert; ``conflicts`` are organizations whose submissions they don't review."""

    kinds: Sequence[str]
    affiliation: str = ""
    organization: Organization | None = None
    conflicts: Sequence[Organization] = ()
    conflicts_note: str = ""
    active: bool = True


@dataclass(frozen=True)
class Judgement:
    """A reviewer's verdict, the report behind it, and the answers to ``questions.QUESTIONS``."""

    verdict: str
    report: str
    answers: dict[str, str]


@transaction.atomic
def put_expert(user: User, profile: Profile, *, actor: User, now: datetime | None = None) -> Expert:
    """Put a person on the roster, or change what it says of them. Raises MarketError ``same_person`` for oneself."""
    if user.pk == actor.pk:
        raise MarketError("same_person", _("Nobody puts themselves on the roster."))
    expert, _made = Expert.objects.update_or_create(
        user=user,
        defaults={
            "kinds": sorted(set(profile.kinds)),
            "affiliation": profile.affiliation,
            "organization": profile.organization,
            "conflicts_note": profile.conflicts_note,
            "active": profile.active,
        },
        create_defaults={
            "kinds": sorted(set(profile.kinds)),
            "affiliation": profile.affiliation,
            "organization": profile.organization,
            "conflicts_note": profile.conflicts_note,
            "active": profile.active,
            "added_by": actor,
            "added_at": now or clock.now(),
        },
    )
    expert.conflicts.set(profile.conflicts)
    return expert


def show_name(expert: Expert, *, shows_name: bool, actor: User) -> None:
    """Store whether the public may read an expert's name.

    The expert's own decision. Raises MarketError ``not_allowed``.
    """
    if expert.user_id != actor.pk:
        raise MarketError("not_allowed")
    Expert.objects.filter(pk=expert.pk).update(shows_name=shows_name)


@transaction.atomic
def assign(
    submission: Submission, expert: Expert, *, actor: User, now: datetime | None = None
) -> Assignment:
    """Give an expert one of the two seats; with both taken the review begins.

    Raises MarketError ``not_allowed`` for an expert who is not independent or retired from the roster, or an
    actor who is no registrar; ``same_person`` for a registrar assigning themselves; ``invalid_state`` without a
    free seat.
    """
    _check_registrar(actor)
    if expert.user_id == actor.pk:
        raise MarketError("same_person")
    row = _locked(submission)
    if row.status not in (Status.SUBMITTED, Status.UNDER_REVIEW):
        raise MarketError("invalid_state")
    if not expert.active or has_conflict(expert, row):
        raise MarketError("not_allowed", _("This expert is not independent of the submission."))
    if row.assignments.filter(expert=expert).exists():
        raise MarketError("invalid_state", _("This expert had a seat already."))
    taken = set(row.assignments.filter(released_at=None).values_list("seat", flat=True))
    free = [seat for seat in SEATS if seat not in taken]
    if not free:
        raise MarketError("invalid_state", _("Both seats are taken."))
    made = Assignment.objects.create(
        submission=row,
        expert=expert,
        seat=free[0],
        assigned_by=actor,
        assigned_at=now or clock.now(),
    )
    if len(free) == 1 and row.status == Status.SUBMITTED:
        Submission.objects.filter(pk=row.pk).update(status=Status.UNDER_REVIEW)
    return made


@transaction.atomic
def release(assignment: Assignment, *, actor: User, now: datetime | None = None) -> None:
    """Free a seat whose expert can't give an opinion. Raises MarketError ``not_allowed``, ``invalid_state``."""
    if not (is_in_group(actor, "registrar") or assignment.expert.user_id == actor.pk):
        raise MarketError("not_allowed")
    _locked(assignment.submission)
    seats = Assignment.objects.filter(pk=assignment.pk, released_at=None, opinion=None)
    if not seats.update(released_at=now or clock.now(), released_by=actor):
        raise MarketError("invalid_state")


@transaction.atomic
def give_opinion(
    assignment: Assignment, judgement: Judgement, *, actor: User, now: datetime | None = None
) -> Opinion:
    """Store a reviewer's opinion, for good.

    Raises MarketError ``not_allowed`` for anybody else, ``invalid_request`` where an answer or the report is missing,
    ``invalid_state`` when the opinion is given already or the review is over.
    """
    if assignment.expert.user_id != actor.pk:
        raise MarketError("not_allowed")
    if not (judgement.report.strip() and questions.complete(judgement.answers)):
        raise MarketError("invalid_request", _("Answer every question and write the report."))
    if judgement.verdict == Opinion.Verdict.ACCEPT and "no" in judgement.answers.values():
        raise MarketError(
            "invalid_request",
            _("Who accepts answers no question with “no”: ask for changes, or reject."),
        )
    row = _locked(assignment.submission)
    seat = Assignment.objects.filter(pk=assignment.pk, released_at=None, opinion=None)
    if row.status != Status.UNDER_REVIEW or not seat.exists():
        raise MarketError("invalid_state")
    return Opinion.objects.create(
        assignment=assignment,
        verdict=judgement.verdict,
        report=judgement.report.strip(),
        answers=judgement.answers,
        given_by=actor,
        at=now or clock.now(),
    )


def has_conflict(expert: Expert, submission: Submission) -> bool:
    """Return whether the database counts the expert as not independent of the submission."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT methodologies_conflict(%s, %s)", [expert.pk, submission.pk])
        found: bool = cursor.fetchone()[0]
    return found


def _check_registrar(actor: User) -> None:
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")


def _locked(submission: Submission) -> Submission:
    """Lock the submission: assigning, releasing, judging and deciding come one after the other."""
    return Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
