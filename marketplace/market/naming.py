"""Handing a differing name to the registrars, where the buyer chose that."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import name_reports
from marketplace.errors import MarketError
from marketplace.market import limits
from marketplace.market.retire_forms import PurposeForm


def reported(request: HttpRequest, form: PurposeForm) -> bool:
    """Report the name typed in a valid form, if that was chosen; say whether it was: then nothing else is done."""
    if form.differing is None or not form.reports:
        return False
    actor = request.user if request.user.is_authenticated else None
    try:
        limits.count_report(request)
        name_reports.report(form.differing, form.cleaned_data["organization_name"], actor=actor)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _(
                "Reported. A registrar compares both names with the public register; until then the recorded one holds."
            ),
        )
    return True
