"""Which parties are the same body, for lists that add up over many of them; `directory` merges, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When

from accounts.models import Party, PartyMerge


def heirs() -> dict[int, int]:
    """Return the party that is kept in the end for every merged one, by key.

    Merges are made by hand, one by one, so they are few enough to be held in memory.
    """
    step = dict(PartyMerge.objects.values_list("merged", "kept"))
    found = {}
    for merged, kept in step.items():
        while kept in step:
            kept = step[kept]
        found[merged] = kept
    return found


def body(field: str, known: Mapping[int, int]) -> Any:
    """Return the expression for the kept party of a foreign key, where ``known`` are the heirs."""
    cases = [When(**{field: merged}, then=Value(kept)) for merged, kept in known.items()]
    return Case(*cases, default=F(field), output_field=IntegerField()) if cases else F(field)


def also_known(matching: Q, known: Mapping[int, int]) -> set[int]:
    """Return all parties of the bodies of which one that was merged, or kept in a merge, matches."""
    involved = {*known, *known.values()}
    if not involved:
        return set()
    hits = Party.objects.filter(matching, pk__in=involved).values_list("pk", flat=True)
    bodies = {known.get(pk, pk) for pk in hits}
    return bodies | {merged for merged, kept in known.items() if kept in bodies}
