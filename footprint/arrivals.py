"""Whoever has just signed in finds what was begun and stored before, in the account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from footprint import claims, keeping


def receive(request: HttpRequest) -> None:
    """Take drafts and results of this session into the account, and say so."""
    drafts = len(keeping.claim(request))
    if drafts:
        messages.info(
            request,
            ngettext(
                "The calculation you began is now saved in your account.",
                "%(n)d calculations you began are now saved in your account.",
                drafts,
            )
            % {"n": drafts},
        )
    if claims.claim(request):
        messages.info(request, _("The results you kept are now in your list."))
