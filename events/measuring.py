"""What may count as measured: what happened is over, and every class inside the boundary has been answered."""

from datetime import datetime

from django.utils.translation import gettext as _

from events.claims import Subject
from events.errors import EventError
from events.rules import is_over
from footprint import guidelines
from footprint.drafts import Draft
from footprint.guidelines import SourceClass
from footprint.results import Result
from look.templatetags.look import localname


def unanswered(subject: Subject, draft: Draft, result: Result) -> tuple[SourceClass, ...]:
    """Return the guideline's classes that are inside the boundary and have no amount."""
    answered = {line.source_class for line in result.lines}
    boundary = draft.boundary()
    return tuple(
        item
        for item in guidelines.load(subject.guideline).classes
        if item.part == "required"
        and item.id not in answered
        and boundary.get(item.id, {"included": item.number.isdigit()})["included"]
    )


def refuse_before_the_end(subject: Subject, now: datetime) -> None:
    """Raise EventError ``not_over`` while what is to be measured goes on or has not begun."""
    if not is_over(subject.last_day, now):
        raise EventError(
            "not_over",
            _("Only what is over can be measured: not before the end of %(day)s, Beijing time.")
            % {"day": subject.last_day.isoformat()},
        )


def refuse_unless_answered(
    subject: Subject, draft: Draft, result: Result, *, rest_is_zero: bool
) -> None:
    """Raise EventError ``nothing_measured``, or ``classes_unanswered`` naming the blank ones unless said to be zero."""
    if not result.total_exact:
        raise EventError(
            "nothing_measured", _("Nothing has been filled in: there is nothing to keep.")
        )
    blank = unanswered(subject, draft, result)
    if blank and not rest_is_zero:
        raise EventError(
            "classes_unanswered",
            _(
                "Blank, though inside the boundary: %(classes)s. Fill them in, or say that they are zero."
            )
            % {"classes": str(_(", ")).join(localname(item.name) for item in blank)},
        )
