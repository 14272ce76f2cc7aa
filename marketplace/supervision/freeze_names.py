"""Freezes as people read them: what is frozen by its name and code, with the page that shows it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Party
from marketplace.market.models import Listing
from marketplace.registry import frozen
from marketplace.registry.frozen import FreezeView
from marketplace.registry.models import CreditBatch, Freeze, Retirement


@dataclass(frozen=True)
class NamedFreeze(FreezeView):
    """A freeze with the name of what it is about; works with ``|localname:"target"``.

    ``code`` is a batch's, or an organization's unified social credit code. ``href`` is the public page, empty where
    there is none; ``desk_href`` the supervisors' page.
    """

    target_zh: str
    target_en: str
    code: str
    href: str
    desk_href: str


def views(rows: QuerySet[Freeze]) -> tuple[NamedFreeze, ...]:
    """Return these acts with names and addresses; six queries at most."""
    found = frozen.views(rows)
    named = _batches(found) | _listings(found) | _accounts(found)
    return tuple(NamedFreeze(**vars(view), **named[_key(view)]) for view in found)


def _key(view: FreezeView) -> tuple[str, str]:
    return view.what, str(getattr(view, view.what))


def _batches(found: tuple[FreezeView, ...]) -> dict[tuple[str, str], dict[str, str]]:
    codes = {view.batch for view in found if view.batch}
    rows = CreditBatch.objects.filter(code__in=codes).select_related("project") if codes else ()
    return {
        ("batch", row.code): _target(
            "batch", row.code, row.project, code=row.code, href=reverse("registry:batch", args=[row.code])
        )
        for row in rows
    }  # fmt: skip


def _listings(found: tuple[FreezeView, ...]) -> dict[tuple[str, str], dict[str, str]]:
    ids = {view.listing for view in found if view.listing}
    rows = Listing.objects.filter(public_id__in=ids).select_related("batch__project") if ids else ()
    return {
        ("listing", str(row.public_id)): _target(
            "listing", row.public_id, row.batch.project, code=row.batch.code,
            href=reverse("market:listing", args=[row.public_id]),
        )
        for row in rows
    }  # fmt: skip


def _accounts(found: tuple[FreezeView, ...]) -> dict[tuple[str, str], dict[str, str]]:
    """Return accounts; one in whose name something was retired leads to those retirements."""
    by_id = {view.account: view for view in found if view.account}
    if not by_id:
        return {}
    rows = Party.objects.filter(public_id__in=by_id)
    retired = set(
        Retirement.objects.filter(beneficiary__in=rows).values_list("beneficiary", flat=True)
    )
    address = reverse("registry:retirements")
    return {
        ("account", str(row.public_id)): {
            "target_zh": by_id[row.public_id].account_zh,
            "target_en": by_id[row.public_id].account_en,
            "code": row.uscc or "",
            "href": f"{address}?beneficiary={row.public_id}" if row.pk in retired else "",
            "desk_href": reverse("supervision:thing", args=["account", row.public_id]),
        }
        for row in rows
    }


def _target(kind: str, ref: str | UUID, project: Any, *, code: str, href: str) -> dict[str, str]:
    return {
        "target_zh": project.name_zh,
        "target_en": project.name_en,
        "code": code,
        "href": href,
        "desk_href": reverse("supervision:thing", args=[kind, ref]),
    }
