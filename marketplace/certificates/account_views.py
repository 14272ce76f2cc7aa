"""A person's or an organization's own certificates: a list, and all of a period in one file."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Membership, Party
from accounts.parties import parties_of
from accounts.queries import organizations_of
from look.parts import Crumb
from marketplace.certificates import bulk, queries
from marketplace.registry import outcomes

DAY = forms.DateInput(attrs={"type": "date"})
SHOWN = 100
YEAR = timedelta(days=365)


class PeriodForm(forms.Form):
    """From a day to a day, both inclusive, of an account; the last year where nothing is said."""

    use_required_attribute = False
    organization = forms.UUIDField(required=False, widget=forms.HiddenInput)
    since = forms.DateField(label=gettext_lazy("Retired from"), widget=DAY)
    until = forms.DateField(label=gettext_lazy("Retired until"), widget=DAY)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error(
                "until", ValidationError(_("This day is before the first one."), code="order")
            )
        return data


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List an account's certificates of a period; what is too many for one file is said before."""
    form = PeriodForm(_asked(request))
    parties, organization = _account(request, form)
    context: dict[str, Any] = {
        "form": form,
        "organization": organization,
        "organizations": organizations_of(request.user),  # type: ignore[arg-type]
        "most": bulk.MOST,
        "crumbs": [Crumb(_("Certificates"))],
    }
    if form.is_valid():
        rows = bulk.retirements(parties, _period(form))
        views = outcomes.views(list(rows.values_list("pk", flat=True).order_by("-pk")[:SHOWN]))
        links = queries.certificates_for([view.public_id for view in views])
        count = rows.count()
        context |= {
            "lines": [(view, links.get(view.public_id)) for view in reversed(views)],
            "count": count,
            "bytes": bulk.ready(rows),
            "too_many": count > bulk.MOST,
        }
    return render(
        request, "certificates/mine.html", context, status=200 if form.is_valid() else 422
    )


@never_cache
@login_required
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Hand out the certificates of a period as one ZIP."""
    form = PeriodForm(_asked(request))
    parties, _organization = _account(request, form)
    rows = bulk.retirements(parties, _period(form)) if form.is_valid() else None
    if rows is None or rows.count() > bulk.MOST:
        return mine(request)
    period = _period(form)
    name = f"zhonghe-certificates-{period.first:%Y%m%d}-{period.last:%Y%m%d}.zip"
    return FileResponse(  # type: ignore[return-value]
        bulk.archive(rows), as_attachment=True, filename=name, content_type="application/zip"
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    today = timezone.localdate()
    asked = {"since": (today - YEAR).isoformat(), "until": today.isoformat()}
    return asked | {name: value for name, value in request.GET.items() if value}


def _account(request: HttpRequest, form: PeriodForm) -> tuple[list[Party], Party | None]:
    """Return the account's parties: an organization's whose member one is, else one's own."""
    form.is_valid()
    wanted: uuid.UUID | None = form.cleaned_data.get("organization")
    if wanted is None:
        if request.GET.get("organization"):
            raise Http404
        return parties_of(request.user), None  # type: ignore[arg-type]
    found = Membership.objects.select_related("organization__party").filter(
        user=request.user.pk, organization__party__public_id=wanted
    )
    membership = found.first()
    if membership is None:
        raise Http404
    party = membership.organization.party
    return [party], party


def _period(form: PeriodForm) -> bulk.Period:
    return bulk.Period(form.cleaned_data["since"], form.cleaned_data["until"])
