"""An account's statement: on the page, and as PDF, XLSX and CSV of the same rows."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Organization, Party, User
from accounts.parties import parties_of
from look.parts import Crumb
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import access, statement_files, statement_reading
from marketplace.market.statement_reading import AccountStatement, Period

FORMATS = {
    "pdf": ("application/pdf", statement_files.as_pdf),
    "xlsx": (statement_files.XLSX, statement_files.as_xlsx),
    "csv": ("text/csv; charset=utf-8", statement_files.as_csv),
}
SHOWN_LINES = 500


class PeriodForm(forms.Form):
    """From which day to which."""

    start = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """Check the days against each other."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end is before the beginning."))
        for name, day in (("start", start), ("end", end)):
            if day and not date(2000, 1, 1) <= day <= date(2199, 12, 31):
                self.add_error(name, _("Choose a day between 2000 and 2199."))
            elif day and day > localdate(timezone=clock.SHENZHEN):
                self.add_error(name, _("The date lies in the future."))
        return cleaned


@never_cache
@login_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """What an account had, what moved, what it has; ``?format=`` gives it as a file."""
    party, organization = access.account_or_404(request.user, request.GET.get("organization", ""))
    usual = statement_reading.whole_year(clock.now())
    asked = {"start", "end"} & set(request.GET)
    days = {"start": usual.start.isoformat(), "end": usual.end.isoformat()}
    form = PeriodForm(request.GET if asked else days)
    shown = _read(form, accounts_of(request.user, party, organization)) if form.is_valid() else None
    wanted = request.GET.get("format", "")
    if shown is not None and wanted in FORMATS:
        return _file(shown, wanted)
    context = {
        "form": form,
        "party": party,
        "organization": organization,
        "statement": shown,
        "lines": shown.lines[-SHOWN_LINES:] if shown else (),
        "left_out": max(0, len(shown.lines) - SHOWN_LINES) if shown else 0,
        "formats": [(name, name.upper()) for name in FORMATS],
        "crumbs": [Crumb(_("Holdings"), _home(party, organization)), Crumb(_("Statement"))],
    }
    return render(request, "market/statement.html", context, status=422 if form.errors else 200)


def accounts_of(user: User, party: Party, organization: Organization | None) -> list[Party]:
    """Return the parties that make up one account: a person's with the guest's ones merged into it."""
    return [party] if organization is not None else parties_of(user)


def _read(form: PeriodForm, parties: list[Party]) -> AccountStatement | None:
    try:
        period = Period(form.cleaned_data["start"], form.cleaned_data["end"])
        return statement_reading.read(parties, period)
    except MarketError as refusal:
        form.add_error("end", refusal.message)
        return None


def _file(shown: AccountStatement, wanted: str) -> HttpResponse:
    media_type, make = FORMATS[wanted]
    name = f"zhonghe-holdings-{shown.period.start}-{shown.period.end}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(shown), content_type=media_type, headers=headers)


def _home(party: Party, organization: Organization | None) -> str:
    own = reverse("market:holdings")
    return f"{own}?organization={party.public_id}" if organization else own
