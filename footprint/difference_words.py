"""Why two lines differ, in a sentence of each language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from footprint import activities, regions
from footprint.differences import ONLY_A, ONLY_B, OTHERWISE, FactorOf, LineDifference, SideLine
from footprint.quantities import amount
from footprint.text import Text, joined

_MEASURES = {"distance_km", "trip", "occupants_per_room", "people_per_vehicle"}
"""Answers that are part of the amount, and told with it."""


def why(difference: LineDifference) -> Text:
    """What changed between the two lines."""
    if difference.met == ONLY_A:
        return Text("只在 A 中有。", "Only in A.")
    if difference.met == ONLY_B:
        return Text("只在 B 中有。", "Only in B.")
    if difference.met == OTHERWISE:
        return Text(
            "两次填写的单位不能换算，差额不作拆分。",
            "Entered in units that do not convert into one another, so the difference is not split.",
        )
    if difference.a is None or difference.b is None:
        raise ValueError("lines that meet have two sides")
    said = list(_changes(difference.a, difference.b))
    if not said:
        return Text("没有变化。", "No change.")
    return joined(said, zh="；", en="; ")


def _changes(a: SideLine, b: SideLine) -> Iterator[Text]:
    if a.quantity is not None and b.quantity is not None:
        before, after = a.quantity, b.quantity
        if (before.value, before.unit) != (after.value, after.unit):
            old, new = amount(before.value, before.unit), amount(after.value, after.unit)
            yield Text(f"活动量 {old.zh} → {new.zh}", f"activity {old.en} → {new.en}")
    if a.factor is not None and b.factor is not None and a.factor != b.factor:
        old, new = _factor(a.factor), _factor(b.factor)
        yield Text(f"因子 {old.zh} → {new.zh}", f"factor {old.en} → {new.en}")
    yield from _answers(a.options, b.options, activity=b.key[2])


def _answers(
    before: Mapping[str, str], after: Mapping[str, str], *, activity: str
) -> Iterator[Text]:
    for option in activities.find(activity).options:
        old, new = (answers.get(option.id) or option.default for answers in (before, after))
        if old == new or option.id in _MEASURES:
            continue
        names = [
            (option.choices or {}).get(answer) or Text(answer or "—", answer or "—")
            for answer in (old, new)
        ]
        yield Text(
            f"{option.name.zh} {names[0].zh} → {names[1].zh}",
            f"{option.name.en.lower()} {names[0].en} → {names[1].en}",
        )


def _factor(factor: FactorOf) -> Text:
    """A factor as short as it can be told apart: value, unit, place, year."""
    place = regions.name(factor.region) if factor.region else Text("", "")
    year = str(factor.year) if factor.year else ""
    zh = "，".join(part for part in (place.zh, year) if part)
    en = ", ".join(part for part in (place.en, year) if part)
    value = f"{factor.value} {factor.unit}"
    return Text(f"{value}（{zh}）" if zh else value, f"{value} ({en})" if en else value)
