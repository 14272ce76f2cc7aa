"""The public lists' pages: query in, list out. Anyone may read; nothing is written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import directory
from accounts.parties import public_name
from look.parts import Crumb
from marketplace.registry import freshness, pages, queries, words
from marketplace.registry.public import beneficiaries as who
from marketplace.registry.public import filters, lists, serial_search, serial_texts

# The checks of the audit that speak of single batches, in the order in which a reader asks.
BATCH_CHECKS = (
    "conservation",
    "holdings_are_the_replay",
    "never_negative",
    "issued_once",
    "two_people",
    "serials_without_gap_or_overlap",
    "nothing_retired_twice",
    "custody_covers",
)


@freshness.page
@require_safe
def issuances(request: HttpRequest) -> HttpResponse:
    """List every issue."""
    form = filters.IssuanceFilter(request.GET)
    found = lists.issuances(form.asked(), number=_page(request))
    return _render(request, "issuances", _("Issuances"), form=form, found=found)


@freshness.page
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """List every batch with where its kilograms are, and when that was last checked."""
    found = lists.issuances({}, number=_page(request))
    audit = queries.last_audit()
    failed = {finding["check"] for finding in audit.findings} if audit else set()
    context = {
        "found": found,
        "rows": [(view, pages.batch_tally(view)) for view in found.page.object_list],
        "audit": audit,
        "checks": [(words.CHECKS[name], name not in failed) for name in BATCH_CHECKS],
    }
    return _render(request, "batches", _("Batches"), **context)


@freshness.page
@require_safe
def retirements(request: HttpRequest) -> HttpResponse:
    """List retirements, filtered, with the totals of what was found."""
    form = filters.RetirementFilter(request.GET)
    asked = form.asked()
    context = {
        "form": form,
        "found": lists.retirements(asked, number=_page(request)),
        "purposes": words.PURPOSES,
        **_beneficiary(asked),
        "of_project": asked.get("project"),
    }
    return _render(request, "retirements", _("Retirements"), **context)


@freshness.page
@require_safe
def cancellations(request: HttpRequest) -> HttpResponse:
    """List what was taken out of circulation without a claim."""
    found = lists.cancellations(number=_page(request))
    return _render(request, "cancellations", _("Cancellations"), found=found)


@freshness.page
@require_safe
def withdrawals(request: HttpRequest) -> HttpResponse:
    """List withdrawals on the issuing platforms and their proofs."""
    form = filters.WithdrawalFilter(request.GET)
    context = {
        "form": form,
        "found": lists.withdrawals(form.asked(), number=_page(request)),
        "states": words.UPSTREAM,
        "tones": words.UPSTREAM_TONES,
    }
    return _render(request, "withdrawals", _("Withdrawals upstream"), **context)


@freshness.page
@require_safe
def beneficiaries(request: HttpRequest) -> HttpResponse:
    """List who benefited, with totals; people who are not named stand together."""
    form = filters.BeneficiaryFilter(request.GET)
    context = {
        "form": form,
        "found": who.named(form.asked(), number=_page(request)),
        "individuals": who.individuals(),
    }
    return _render(request, "beneficiaries", _("Beneficiaries"), **context)


@freshness.page
@require_safe
def serials(request: HttpRequest) -> HttpResponse:
    """Say where a serial number is; what is not known exactly is unknown."""
    text = request.GET.get("q", "")
    finding = serial_search.find(text)
    context = {"q": text[: serial_texts.LONGEST], "finding": finding}
    return _render(request, "serials", _("Serial look-up"), **context)


def _beneficiary(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the public name of the beneficiary asked for by public id, and whether nobody has verified it."""
    if "beneficiary" not in asked:
        return {"of": None}
    party = who.one(asked["beneficiary"])
    if party is None:
        raise Http404
    return {"of": public_name(party), "of_unverified": directory.unproven(party)}


def _page(request: HttpRequest) -> str:
    return request.GET.get("page", "")


def _render(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    context |= {"title": title, "at": name, "crumbs": pages.crumbs(Crumb(title))}
    return render(request, f"registry/public/{name}.html", context)
