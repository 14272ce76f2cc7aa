"""The registrars' queue of differing names: the recorded and the reported one beside each other, and the decision."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import name_reports
from accounts.access import SignedInRequest, staff_role_required
from accounts.errors import AccountError
from accounts.models import NameReport
from look.writing import TextField


class SettleForm(forms.Form):
    """What becomes of a reported name, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=NameReport.Outcome.choices,
        widget=forms.RadioSelect,
    )
    note = TextField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """Reports that wait, each with its decision, and those decided."""
    waiting = [(row, _form(request, row)) for row in name_reports.waiting()]
    for row, form in waiting:
        if form.is_bound and form.is_valid() and _settle(request, row, form):
            return redirect("staff:directory_names")
    wrong = next((form for _row, form in waiting if form.is_bound), None)
    context = {"waiting": waiting, "wrong": wrong, "settled": name_reports.settled()}
    return render(
        request, "staff/directory_names.html", context, status=422 if wrong is not None else 200
    )


def _form(request: HttpRequest, row: NameReport) -> SettleForm:
    posted = request.method == "POST" and request.POST.get("report") == str(row.pk)
    return SettleForm(request.POST if posted else None, prefix=f"report-{row.pk}")


def _settle(request: SignedInRequest, row: NameReport, form: SettleForm) -> bool:
    said = form.cleaned_data
    try:
        name_reports.settle(row, said["outcome"], note=said["note"], staff=request.user)
    except AccountError as refusal:
        form.add_error("outcome", str(refusal))
        return False
    messages.success(request, _("Decided. What was signed under the former name keeps it."))
    return True
