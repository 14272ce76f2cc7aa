"""Drafts to go on with, and results of one's own."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from footprint import keeping
from footprint.views.results import FORMS


@require_POST
def take_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft that is kept in one's account."""
    row = keeping.take_up(request, public_id)
    if row is None:
        raise Http404
    return redirect(FORMS[row.form])


@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete a draft that is kept in one's account."""
    if not keeping.discard(request, public_id):
        raise Http404
    messages.success(request, _("The draft has been deleted."))
    return redirect("footprint:index")
