"""What waits for reviewers and developers; found by the marketplace app."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import waiting
from accounts.models import User
from look.templatetags.look import localname
from marketplace.methodologies.models import Assignment, Submission


@waiting.source
def reviews_waiting(user: User) -> Sequence[waiting.Waiting]:
    """Return what a reviewer still has to give an opinion on."""
    seats = Assignment.objects.filter(
        expert__user=user, released_at=None, opinion=None, submission__status="under_review"
    )
    return [
        waiting.Waiting(
            _("Review: %s") % localname(seat.submission),
            reverse("methodologies:review", args=[seat.pk]),
        )
        for seat in seats.select_related("submission")
    ]


@waiting.source
def changes_waiting(user: User) -> Sequence[waiting.Waiting]:
    """Return which of the person's submissions came back and were not answered yet."""
    rows = Submission.objects.filter(
        created_by=user, status=Submission.Status.RETURNED, replaced_by=None
    )
    return [
        waiting.Waiting(
            _("Changes asked for: %s") % localname(row),
            reverse("methodologies:submission", args=[row.public_id]),
        )
        for row in rows
    ]
