"""What can be done to the sites of an office's draft; each returns the changed draft. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from footprint import inventory, sites
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.sites import CARRIERS, USUAL, Site
from footprint.text import Text


def site(draft: Draft, number: int) -> Site | None:
    """The site of this number, from one; None where there is none."""
    if not 1 <= number <= len(draft.sites):
        return None
    return sites.from_data(draft.sites[number - 1])


def fresh(draft: Draft) -> Site:
    """A new site; the first one takes over the year's sums entered for the office as a whole."""
    sums = (
        {} if draft.sites else {key: draft.fields[key] for key in CARRIERS if draft.fields.get(key)}
    )
    carriers = tuple(key for key in CARRIERS if key in USUAL or key in sums)
    people = "" if draft.sites else str(draft.basics.get("participants") or "")
    return Site("", draft.region, people=people, carriers=carriers, sums=sums)


def put(draft: Draft, number: int | None, changed: Site) -> Draft:
    """The draft with a site changed or, without a number, added.

    What the sites ask is taken out of the office's own answers. Raises CalculationError for a name
    that another site has, and for too many sites.
    """
    others = [item for place, item in enumerate(draft.sites, 1) if place != number]
    if any(item["name"] == changed.name for item in others):
        message = Text("已有同名的办公地点。", "Another site has this name.")
        raise CalculationError("name_taken", message, field="name")
    if number is None and len(draft.sites) >= sites.MAX_SITES:
        message = Text(f"最多 {sites.MAX_SITES} 个办公地点。", f"At most {sites.MAX_SITES} sites.")
        raise CalculationError("too_many_sites", message, field="name")
    kept: list[Mapping[str, Any]] = list(draft.sites)
    if number is None:
        kept.append(changed.as_data())
    else:
        kept[number - 1] = changed.as_data()
    return replace(draft, sites=tuple(kept), fields=_without_what_sites_ask(draft.fields))


def remove(draft: Draft, number: int) -> Draft:
    """The draft without a site."""
    return replace(draft, sites=draft.sites[: number - 1] + draft.sites[number:])


def in_periods(place: Site, period: str) -> Site:
    """The site with its table in other periods; full ones are added up, nothing is lost.

    Raises CalculationError naming the carrier that is only half filled in.
    """
    if period == place.period:
        return place
    amounts: dict[str, tuple[str, ...]] = {}
    sums = dict(place.sums)
    for key in CARRIERS:
        row = sites.regrouped(place.row(key), period)
        if row is None:
            name = CARRIERS[key].name
            raise CalculationError(
                "cannot_regroup",
                Text(f"{name.zh}没有填满，或已按更长的周期填写，改周期会丢失数据。请先补齐或清空这一列。",
                     f"{name.en} is filled in only partly, or by longer periods; changing would lose figures. "
                     "Complete or clear the column first."),
                field="period",
            )  # fmt: skip
        if period == "year" and row[0]:
            sums[key] = row[0]
        elif period != "year":
            amounts[key] = row
    return replace(place, period=period, amounts=amounts, sums=sums)


def structure_of(earlier: Draft, draft: Draft) -> Draft:
    """The draft with an earlier year's sites and the questions it answered, and none of its amounts."""
    places = tuple(sites.from_data(item).without_amounts().as_data() for item in earlier.sites)
    answered = [key for key, text in sorted(earlier.fields.items()) if text and _is_question(key)]
    boundary = {
        key: text
        for key, text in earlier.fields.items()
        if key.startswith(("boundary_", "reason_"))
    }
    return replace(
        draft,
        sites=places,
        fields={**boundary, **draft.fields},
        basics={**draft.basics, "answered": answered},
    )


def is_blank(draft: Draft) -> bool:
    """Whether nothing has been answered yet, so that an earlier year's structure may be offered."""
    answered = any(text and _is_question(key) for key, text in draft.fields.items())
    return not draft.sites and not answered and not draft.basics.get("answered")


def _is_question(key: str) -> bool:
    return not key.startswith(("boundary_", "reason_", "quality_"))


def _without_what_sites_ask(fields: Mapping[str, str]) -> dict[str, str]:
    asked = {
        question.id
        for section in inventory.sections("office")
        for question in section.questions
        if question.by_site
    }
    return {key: text for key, text in fields.items() if key not in asked}
