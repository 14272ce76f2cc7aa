"""The registrars' lists of issued blocks: upload, look at every row, send what is correct, correct the rest."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import staff_role_required
from marketplace.errors import MarketError
from marketplace.registry import downloads
from marketplace.registry.block_imports import archive, importing, sheet, words
from marketplace.registry.forms import ListForm
from marketplace.registry.models import BlockImport, BlockImportRow

EXAMPLE = {
    "project": "sz-metro-2024",
    "monitoring_start": "2025-01-01",
    "monitoring_end": "2025-12-31",
    "tonnes": "1200",
    "upstream_serial": "SZ-PHCER-0012-2025-000001-001200",
    "custody_account": "CUSTODY-0001",
    "trade_reference": "TRADE-2026-0001",
    "evidence": "confirmation-1.pdf",
}


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Take a list and its evidence; nothing is requested before every row was looked at."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = importing.upload(**form.contents(), actor=request.user)
        except sheet.UnreadableError as error:
            form.add_error("list", words.unreadable(error))
        except archive.ArchiveError as error:
            form.add_error("files", words.ARCHIVES[error.code] % {"detail": error.detail})
        else:
            return redirect("registrar:import", public_id=made.public_id)
    columns = [
        (zh if get_language() != "en" else en, words.FIELDS[name], name in sheet.NEEDED)
        for name, (zh, en) in sheet.COLUMNS.items()
    ]
    status = 422 if form.errors else 200
    context = {"form": form, "columns": columns}
    return render(request, "registry/staff/new_import.html", context, status=status)


@staff_role_required("registrar")
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    """Hand out an empty list with one example row."""
    content = sheet.template(chinese=get_language() != "en", example=EXAMPLE)
    return downloads.csv(content, name=_("blocks.csv"))


@never_cache
@staff_role_required("registrar")
@require_GET
def block_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every row of a list with its verdict."""
    found = _import(public_id)
    rows = list(found.rows.select_related("request__batch").order_by("number"))
    lines = [(row, [words.sentence(problem) for problem in row.problems]) for row in rows]
    states = [row.state for row in rows]
    context = {
        "found": found,
        "lines": lines,
        "ready": states.count(BlockImportRow.State.READY),
        "wrong": states.count(BlockImportRow.State.WRONG),
        "known": states.count(BlockImportRow.State.KNOWN),
        "sent": states.count(BlockImportRow.State.REQUESTED),
        "preview": found.state == BlockImport.State.PREVIEW,
    }
    return render(request, "registry/staff/import.html", context)


@staff_role_required("registrar")
@require_POST
def send_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the correct rows to a second registrar."""
    try:
        counts = importing.send(_import(public_id), actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        sent = counts[BlockImportRow.State.REQUESTED]
        messages.success(
            request, _("%(sent)s rows were sent to a second registrar.") % {"sent": sent}
        )
    return redirect("registrar:import", public_id=public_id)


@staff_role_required("registrar")
@require_POST
def discard_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Lay a list aside; nothing of it was requested."""
    try:
        importing.discard(_import(public_id))
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("registrar:import", public_id=public_id)
    messages.success(request, _("Discarded; nothing was requested."))
    return redirect("registrar:index")


@never_cache
@staff_role_required("registrar")
@require_GET
def wrong_rows(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the rows to be corrected, with the reasons, as a list that may be uploaded again."""
    found = _import(public_id)
    rows = [
        row.values | {"reason": words.reason(row.problems)}
        for row in found.rows.filter(state=BlockImportRow.State.WRONG)
    ]
    content = sheet.write(rows, chinese=get_language() != "en", reasons=True)
    return downloads.csv(content, name=_("blocks to correct.csv"))


def _import(public_id: UUID) -> BlockImport:
    return get_object_or_404(BlockImport.objects.defer("content"), public_id=public_id)
