"""Who may see which submission. What is foreign does not exist (404)."""

from typing import Any
from uuid import UUID

from django.http import Http404

from accounts.access import is_in_group
from accounts.models import User
from accounts.queries import role_in
from marketplace.methodologies.models import Assignment, Submission


def may_read(user: Any, submission: Submission) -> bool:
    """Return whether a person may read a submission's documents."""
    if submission.status == Submission.Status.FILED:
        return True
    if not user.is_authenticated:
        return False
    if role_in(user, submission.organization) is not None:
        return True
    if submission.status == Submission.Status.DRAFT:
        return False
    seats = submission.assignments.filter(expert__user=user, released_at=None)
    return is_in_group(user, "registrar") or seats.exists()


def own_submission(user: User, public_id: UUID) -> Submission:
    """Return a submission of one of the user's organizations; raises Http404."""
    rows = Submission.objects.select_related("organization__party", "replaces")
    found = rows.filter(public_id=public_id, organization__memberships__user=user).first()
    if found is None:
        raise Http404
    return found


def own_seat(user: User, pk: int) -> Assignment:
    """Return a seat that the user holds; raises Http404."""
    rows = Assignment.objects.select_related("expert__user", "submission__organization__party")
    found = rows.filter(pk=pk, expert__user=user, released_at=None).first()
    if found is None or found.submission.status in ("draft", "withdrawn"):
        raise Http404
    return found
