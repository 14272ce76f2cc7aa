"""A visitor's desk: the draft that is being worked on, and where it is kept.

Without an account it is kept in the session and nowhere else. Signed in, drafts of events and offices are rows of
`SavedDraft`, so that one may go on from any device; the session only points at the one in work. What lay in the
session when somebody signed in becomes a row of its own: an earlier draft is never overwritten. A person's own year
stays in the session always: nothing of it is stored until asked. The only writer of `SavedDraft`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from footprint import drafts
from footprint.drafts import Draft
from footprint.models import SavedDraft

SAVED_FORMS = tuple(SavedDraft.Form.values)
MOST = 20
"""Drafts a person may keep; the next one takes the place of the draft in work."""
POINTER = "footprint_saved_{form}"


def current(request: HttpRequest, form: str) -> Draft | None:
    """The draft in work: the session's, or for the signed-in the row pointed at, else their latest."""
    if not _is_saved(request, form):
        return drafts.in_session(request.session, form)
    claim(request)
    row = _row(request, form)
    return drafts.draft_from_data(row.data) if row else None


def all_current(request: HttpRequest) -> dict[str, Draft]:
    """The drafts in work by form; one query for the signed-in, none for others."""
    found = {form: drafts.in_session(request.session, form) for form in drafts.GUIDELINES}
    if request.user.is_authenticated:
        claim(request)
        for row in reversed(saved(request)):
            pointed = request.session.get(POINTER.format(form=row.form))
            if found[row.form] is None or pointed in (None, str(row.public_id)):
                found[row.form] = drafts.draft_from_data(row.data)
    return {form: draft for form, draft in found.items() if draft is not None}


@transaction.atomic
def change(request: HttpRequest, form: str, edit: Callable[[Draft | None], Draft]) -> Draft:
    """Replace the draft in work by what `edit` makes of it, one change after the other."""
    if not _is_saved(request, form):
        draft = edit(drafts.in_session(request.session, form))
        drafts.keep_in_session(request.session, draft)
        return draft
    claim(request)
    row = _row(request, form, for_update=True)
    draft = edit(drafts.draft_from_data(row.data) if row else None)
    if row is None:
        _point_at(request, _create(request, draft))
    else:
        SavedDraft.objects.filter(pk=row.pk).update(data=draft.as_data(), saved_at=Now())
        _point_at(request, row)
    return draft


def keep(request: HttpRequest, draft: Draft) -> None:
    """Put a draft in the place of the one in work."""
    change(request, draft.form, lambda _kept: draft)


@transaction.atomic
def begin(request: HttpRequest, draft: Draft) -> None:
    """Start a new draft. Signed in, the one before stays in the list, while there is room."""
    if not _is_saved(request, draft.form) or _rows(request).count() >= MOST:
        keep(request, draft)
        return
    claim(request)
    _point_at(request, _create(request, draft))


@transaction.atomic
def claim(request: HttpRequest) -> list[SavedDraft]:
    """Make rows of what lay in the session when its owner signed in; the rows made, mostly none."""
    if not request.user.is_authenticated:
        return []
    claimed = []
    for form in SAVED_FORMS:
        draft = drafts.in_session(request.session, form)
        if draft is None:
            continue
        drafts.drop_from_session(request.session, form)
        row = _create(request, draft)
        _point_at(request, row)
        claimed.append(row)
    return claimed


def saved(request: HttpRequest) -> list[SavedDraft]:
    """A person's drafts, the latest first; none without an account."""
    return list(_rows(request)) if request.user.is_authenticated else []


def take_up(request: HttpRequest, public_id: uuid.UUID) -> SavedDraft | None:
    """Go on with one of one's own drafts; None if there is no such."""
    row = _rows(request).filter(public_id=public_id).first()
    if row is not None:
        _point_at(request, row)
    return row


def discard(request: HttpRequest, public_id: uuid.UUID) -> bool:
    """Delete one of one's own drafts; False if there is no such."""
    count, _per_model = _rows(request).filter(public_id=public_id).delete()
    return count > 0


def saved_at(request: HttpRequest, form: str) -> datetime | None:
    """When the draft in work was last saved to the account."""
    row = _row(request, form) if _is_saved(request, form) else None
    return row.saved_at if row else None


def _is_saved(request: HttpRequest, form: str) -> bool:
    return form in SAVED_FORMS and request.user.is_authenticated


def _rows(request: HttpRequest) -> QuerySet[SavedDraft]:
    owner: Any = request.user.pk
    return SavedDraft.objects.filter(owner=owner)


def _row(request: HttpRequest, form: str, *, for_update: bool = False) -> SavedDraft | None:
    rows = _rows(request).filter(form=form)
    if for_update:
        rows = rows.select_for_update(no_key=True)
    pointed = request.session.get(POINTER.format(form=form))
    found = rows.filter(public_id=pointed).first() if pointed else None
    return found or rows.first()


def _create(request: HttpRequest, draft: Draft) -> SavedDraft:
    owner: Any = request.user.pk
    return SavedDraft.objects.create(owner_id=owner, form=draft.form, data=draft.as_data())


def _point_at(request: HttpRequest, row: SavedDraft) -> None:
    key = POINTER.format(form=row.form)
    if request.session.get(key) != str(row.public_id):
        request.session[key] = str(row.public_id)
