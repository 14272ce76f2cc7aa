"""What to change first: reductions priced in kilograms, from the lines themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from footprint import units
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT
from footprint.sets import Factor, FactorSet
from footprint.text import Text


@dataclass(frozen=True, slots=True)
class Lever:
    """A change and what it would save, in kilograms by the same factors."""

    id: str
    name: Text
    how: Text
    kg: Decimal


def find(
    lines: Sequence[tuple[ActivityInput, Decimal]], factor_set: FactorSet, *, limit: int = 4
) -> list[Lever]:
    """The largest savings first, each once for all lines; `lines` are activities with their kilograms."""
    found: dict[str, Lever] = {}
    for entered, kg in lines:
        for lever in _of(entered, kg, factor_set):
            before = found.get(lever.id)
            more = EXACT.add(lever.kg, before.kg) if before else lever.kg
            found[lever.id] = replace(lever, kg=more)
    saving = [lever for lever in found.values() if lever.kg > 0]
    return sorted(saving, key=lambda lever: -lever.kg)[:limit]


def _of(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Iterator[Lever]:
    """The levers that fit an activity; none for a factor that the user brought."""
    if entered.factor is not None:
        return
    for fitting in LEVERS:
        lever = fitting(entered, kg, factor_set)
        if lever is not None:
            yield lever


def _rail_for_flight(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if not (entered.activity == "flight" and entered.options.get("route") == "domestic"):
        return None
    return _instead(
        "rail_for_flight",
        kg,
        factor_set,
        old="air-cpcd-domestic-2024",
        new="land-cpcd-hsr-2024",
        name=Text("境内航班改乘高铁", "High-speed rail instead of domestic flights"),
        how=Text(
            "按相同人公里计；对单程 1,500 公里以内的航线最可行。",
            "For the same passenger-km; most practical below 1,500 km one way.",
        ),
    )


def _shared_rooms(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if not (entered.activity == "hotel" and entered.options.get("occupants_per_room", "1") == "1"):
        return None
    return _share(
        "shared_rooms",
        kg,
        "0.25",
        name=Text("一半住宿者两人一间", "Half of the guests share a room"),
        how=Text("少用四分之一间夜。", "A quarter fewer room-nights."),
    )


def _vegetarian_meals(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if not (entered.activity == "meal" and not entered.options.get("diet")):
        return None
    return _instead(
        "vegetarian_meals",
        EXACT.multiply(kg, Decimal("0.5")),
        factor_set,
        old="meal-scarborough-mediummeat",
        new="meal-scarborough-vegetarian",
        name=Text("一半餐食改为素食", "Half of the meals vegetarian"),
        how=Text("按饮食结构研究的比例计。", "By the ratio of a diet study."),
    )


def _metro_for_cars(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if not (entered.activity in ("taxi", "car") and "distance_km" in entered.options):
        return None
    return _instead(
        "metro_for_cars",
        EXACT.multiply(kg, Decimal("0.5")),
        factor_set,
        old="land-cpcd-taxi-ev-2024",
        new="land-cpcd-metro-2023",
        name=Text("一半市内乘车改为地铁", "Half of the car and taxi rides by metro"),
        how=Text(
            "按电动出租车与地铁的人公里因子之比计。",
            "By the ratio of the factors for electric taxis and the metro.",
        ),
    )


def _less_electricity(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if entered.activity != "electricity":
        return None
    return _share(
        "electricity",
        kg,
        "0.1",
        name=Text("场所用电减少一成", "A tenth less electricity"),
        how=Text(
            "空调不低于 26 度，人走灯灭、设备断电。",
            "Cooling no lower than 26 °C; lights and devices off when nobody is there.",
        ),
    )


def _no_bottles(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if entered.options.get("item") != "bottled_water":
        return None
    return _share(
        "no_bottles",
        kg,
        "1",
        name=Text("以饮水机代替瓶装水", "Water dispensers instead of bottles"),
        how=Text("不再采购瓶装水。", "No more bottles."),
    )


def _fewer_prints(entered: ActivityInput, kg: Decimal, factor_set: FactorSet) -> Lever | None:
    if entered.options.get("material") not in ("paper", "pvc"):
        return None
    return _share(
        f"no_{entered.options['material']}",
        kg,
        "0.5",
        name=Text("印刷和喷绘减半", "Half as many prints"),
        how=Text("用电子手册，重复使用背景板。", "Digital handbooks, reusable backdrops."),
    )


LEVERS = (
    _rail_for_flight,
    _shared_rooms,
    _vegetarian_meals,
    _metro_for_cars,
    _less_electricity,
    _no_bottles,
    _fewer_prints,
)


def _instead(
    id: str, kg: Decimal, factor_set: FactorSet, *, old: str, new: str, name: Text, how: Text
) -> Lever:
    before, after = _per_unit(factor_set.get(old)), _per_unit(factor_set.get(new))
    saved = EXACT.divide(EXACT.multiply(kg, EXACT.subtract(before, after)), before)
    return Lever(id, name, how, saved)


def _per_unit(factor: Factor) -> Decimal:
    """Kilograms per unit, whatever mass unit the row prints."""
    taken = units.factor_unit(factor.unit)
    if taken is None:
        raise ValueError(f"{factor.id} is no emission factor")
    return EXACT.multiply(factor.value, taken.kilograms)


def _share(id: str, kg: Decimal, share: str, *, name: Text, how: Text) -> Lever:
    return Lever(id, name, how, EXACT.multiply(kg, Decimal(share)))
