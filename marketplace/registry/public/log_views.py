"""The log's pages below the explanation: entries, checkpoints, consistency, and how to check it without us."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from look.parts import Crumb
from marketplace.registry import freshness, pages, queries, signing
from marketplace.registry.public import log_reading

LONGEST_NOTE = 4_000
LARGEST = 10**15


class PastedField(forms.CharField):
    """A text pasted whole: no browser cuts it off, so a refusal counts what was pasted; line ends count once."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave ``maxlength`` out."""
        return {k: v for k, v in super().widget_attrs(widget).items() if k != "maxlength"}

    def to_python(self, value: Any) -> Any:
        """Take line ends as browsers send them for what they are."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class NoteForm(forms.Form):
    """A checkpoint that somebody kept."""

    use_required_attribute = False
    note = PastedField(
        label=gettext_lazy("The checkpoint that you kept"),
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy(
            "The whole text of checkpoint.txt, or of the signed note on a certificate, with its last line."
        ),
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 7, "spellcheck": "false", "autocomplete": "off", "class": "code"}
        ),
        error_messages={"required": gettext_lazy("Please paste a checkpoint.")},
    )


@freshness.page
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Open the entry whose number was typed, or say which numbers there are; without one, go to the list."""
    typed = request.GET.get("number", "").strip()
    if not typed:
        return redirect(reverse("registry:log") + "#entries")
    newest = queries.latest_checkpoint()
    last = newest.size if newest else 0
    digits = typed.replace(",", "").replace("，", "")
    if digits.isdecimal() and 1 <= int(digits[:16]) <= last and len(digits) <= 16:
        return redirect("registry:entry", number=int(digits))
    context = pages.log_page(before=None) | {"typed": typed[:20], "last": last}
    return render(request, "registry/log.html", context, status=422)


@freshness.page
@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one entry: in words, as it was hashed, and the proof that it is in the log."""
    found = log_reading.entry(number) if number < LARGEST else None
    if found is None:
        raise Http404
    title = _("Entry %s") % f"{number:,}"
    context = {
        "entry": found,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < found.checkpoint.size else None,
    }
    return _render(request, "entry", title, **context)


@freshness.page
@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """List every checkpoint ever signed."""
    found = log_reading.checkpoints(number=request.GET.get("page", ""))
    return _render(request, "checkpoints", _("Checkpoints"), found=found)


@freshness.page
@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """Show one checkpoint as it was signed, and whether today's log continues it."""
    found = log_reading.checkpoint(size) if size < LARGEST else None
    if found is None:
        raise Http404
    title = _("Checkpoint of %s entries") % f"{size:,}"
    comparison = log_reading.compare(found.note)
    return _render(
        request, "checkpoint", title, checkpoint=found, comparison=comparison, key=signing.vkey()
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consistency(request: HttpRequest) -> HttpResponse:
    """Compare a checkpoint that somebody kept with today's log; nothing that is pasted is kept."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    comparison, status = None, 200
    if form.is_bound:
        if form.is_valid():
            comparison = log_reading.compare(form.cleaned_data["note"])
        else:
            status = 422
    context = {"form": form, "comparison": comparison}
    return _render(request, "consistency", _("Compare a checkpoint"), status=status, **context)


@freshness.page
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Explain the offline checker: what it proves, what not, how to run it, what its lines mean."""
    context = {
        "site": settings.SITE_URL,
        "key": signing.vkey(),
        "checkpoint": queries.latest_checkpoint(),
    }
    return _render(request, "check", _("Check it without us"), **context)


def _render(
    request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    the_log = Crumb(_("The public log"), reverse("registry:log"))
    context |= {"title": title, "at": "log", "crumbs": pages.crumbs(the_log, Crumb(title))}
    return render(request, f"registry/public/{name}.html", context, status=status)
