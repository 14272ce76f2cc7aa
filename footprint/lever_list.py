"""The levers: which lines each fits, what is done instead, and for which share by default. Pure.

A share is a proposal to be changed on the page, never a forecast. What the factors cannot price honestly is
not here, or its gap is named in `how` (the washing of reusable boxes, the water of a dispenser).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from footprint import activities
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT
from footprint.text import Text

Instead = Callable[[ActivityInput], ActivityInput]
_TRIP = ("distance_km", "trip")
_JOURNEYS = ("flight", "high_speed_rail", "rail", "coach")


@dataclass(frozen=True, slots=True)
class Change:
    """A lever before it is priced.

    `instead` is what the share becomes (nothing, where it is None); `rest` what the remaining share becomes,
    where the rules change that too; `watch` the activities in which its effect shows afterwards.
    """

    id: str
    name: Text
    how: Text
    share: str
    fits: Callable[[ActivityInput], bool]
    watch: tuple[str, ...]
    instead: Instead | None = None
    rest: Instead | None = None
    subjects: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Materials and items to which `watch` is narrowed."""

    def watches(self, activity: str, options: Mapping[str, str]) -> bool:
        """Whether what the lever changes would show in a line of this activity."""
        thing = options.get("material") or options.get("item")
        return activity in self.watch and (not self.named or thing in self.named)


def _as(activity: str, **answers: str) -> Instead:
    """The same journey by another activity: amount, distance and direction stay."""

    def change(entered: ActivityInput) -> ActivityInput:
        kept = {key: value for key, value in entered.options.items() if key in _TRIP}
        return replace(entered, activity=activity, factor_id="", options={**kept, **answers})

    return change


def _with(**answers: str) -> Instead:
    """The same activity with other answers."""
    return lambda entered: replace(entered, factor_id="", options={**entered.options, **answers})


def _by_row(rows: Mapping[str, str]) -> Instead:
    """The same material by the row of its other origin."""
    return lambda entered: replace(entered, factor_id=rows[entered.options["material"]])


def _is(*activity_ids: str, **answers: str) -> Callable[[ActivityInput], bool]:
    """Entered as one of these activities, by a default factor, with these answers."""

    def fits(entered: ActivityInput) -> bool:
        if entered.activity not in activity_ids or entered.factor_id:
            return False
        options = activities.find(entered.activity).options
        given = {option.id: entered.options.get(option.id) or option.default for option in options}
        return all(given.get(key) == value for key, value in answers.items())

    return fits


def _thing(*things: str) -> Callable[[ActivityInput], bool]:
    return lambda entered: (
        (entered.options.get("material") or entered.options.get("item")) in things
        and entered.activity in ("material", "item")
        and not entered.factor_id
    )


def _alone_in_room(entered: ActivityInput) -> bool:
    return entered.activity == "hotel" and entered.options.get("occupants_per_room", "1") == "1"


def _two_a_room(entered: ActivityInput) -> ActivityInput:
    if entered.unit == "person-night":
        return replace(entered, options={**entered.options, "occupants_per_room": "2"})
    return replace(entered, value=EXACT.divide(entered.value, Decimal(2)))


def _ridden(entered: ActivityInput) -> bool:
    """A taxi or car journey told in people, so that the same people can take the metro."""
    return entered.activity in ("taxi", "car") and entered.unit in ("person", "passenger-km")


def _meat(entered: ActivityInput) -> bool:
    meat = ("", "average", "low_meat", "medium_meat", "high_meat")
    return entered.activity == "meal" and entered.options.get("diet", "") in meat


def _front_cabin(entered: ActivityInput) -> bool:
    cabins = ("premium_economy", "business", "first")
    return entered.activity == "flight" and entered.options.get("cabin") in cabins


def _burning_car(entered: ActivityInput) -> bool:
    return entered.activity == "car" and entered.options.get("energy", "petrol") != "electric"


def _average_power(entered: ActivityInput) -> bool:
    return entered.activity == "electricity" and entered.options.get("basis") != "residual"


RECYCLED = {
    "paper": "material-desnz2025-paper-paper-recycled",
    "board": "material-desnz2025-paper-board-recycled",
}
REUSED = {
    "wood": "material-desnz2025-wood-reused",
    "textile": "material-desnz2025-clothing-reused",
}

_ALL = (
    Change(
        "rail_for_flight",
        Text("境内航班改乘高铁", "High-speed rail instead of flights inside China"),
        Text("按相同人公里计；对单程 1,500 公里以内的航线最可行。",
             "For the same passenger-km; most practical below 1,500 km one way."),
        "0.5", _is("flight", route="domestic"), ("flight", "high_speed_rail"),
        instead=_as("high_speed_rail"),
    ),
    Change(
        "economy_class",
        Text("国际航班改乘经济舱", "Economy class on international flights"),
        Text("同一张表按舱位的数值。", "By the values of one table for each cabin."),
        "1", _front_cabin, ("flight",), instead=_with(cabin="economy"),
    ),
    Change(
        "online_participants",
        Text("部分参会者改为线上", "Part of the participants online"),
        Text("少走城际行程、少住店、少用餐；线上每人每小时约 0.03 千克，未扣除。",
             "Fewer intercity journeys, nights and meals. An hour online emits about 0.03 kg a person, not taken off."),
        "0.1", _is(*_JOURNEYS, "hotel", "meal"), (*_JOURNEYS, "hotel", "meal", "online_participation"),
        subjects=("event",),
    ),
    Change(
        "video_meetings",
        Text("部分出差改为视频会议", "Video meetings instead of some business travel"),
        Text("少出行、少住店；线上每人每小时约 0.03 千克，未扣除。",
             "Fewer journeys and nights. An hour online emits about 0.03 kg a person, not taken off."),
        "0.2", _is(*_JOURNEYS, "hotel"), (*_JOURNEYS, "hotel", "online_participation"),
        subjects=("office", "organization"),
    ),
    Change(
        "nearer_venue",
        Text("选离参会者更近的场地", "A venue nearer to the participants"),
        Text("城际行程的人公里减少这么多；市内交通不变。",
             "So many fewer passenger-km between cities; journeys in the city stay."),
        "0.2", _is(*_JOURNEYS), _JOURNEYS, subjects=("event",),
    ),
    Change(
        "shared_rooms",
        Text("两人合住一间", "Guests share rooms"),
        Text("这部分住宿者两人一间，间夜减半。", "These guests are two to a room: half the room-nights."),
        "0.5", _alone_in_room, ("hotel",), instead=_two_a_room,
    ),
    Change(
        "vegetarian_meals",
        Text("餐食改为素食", "Vegetarian meals"),
        Text("按饮食结构研究的比例计。", "By the ratio of a diet study."),
        "0.5", _meat, ("meal",), instead=_with(diet="vegetarian"),
    ),
    Change(
        "metro_for_cars",
        Text("市内乘车改为地铁", "Metro instead of cars and taxis"),
        Text("相同的人和公里，按地铁因子计。", "The same people and kilometres, by the metro's factor."),
        "0.5", _ridden, ("taxi", "car", "metro"), instead=_as("metro"),
    ),
    Change(
        "electric_cars",
        Text("燃油车换成电动车", "Electric cars instead of petrol and diesel"),
        Text("同一车型的电动车数值。", "By the value of an electric car of the same size."),
        "0.5", _burning_car, ("car",), instead=_with(energy="electric"),
    ),
    Change(
        "electric_trucks",
        Text("轻型柴油货车换成电动货车", "Electric instead of diesel light trucks"),
        Text("同一来源的轻型纯电动货车数值。", "By the same source's value for light electric trucks."),
        "1", _is("freight", vehicle="diesel_light"), ("freight",), instead=_with(vehicle="electric_light"),
    ),
    Change(
        "electricity",
        Text("绿色场馆：少用电", "A green venue: less electricity"),
        Text("空调不低于 26 度，人走灯灭、设备断电；自有光伏自用的电量也算少购入。",
             "Cooling no lower than 26 °C, lights and devices off when nobody is there; "
             "own solar power used on site counts too."),
        "0.1", _is("electricity"), ("electricity",),
    ),
    Change(
        "green_power",
        Text("购买绿电（绿证）", "Green power with certificates"),
        Text("须有归属清楚、已注销的绿证；一旦主张，其余电量必须用“不包括市场化交易非化石电量”的因子，"
             "所以比例太小反而会增加。",
             "Only with certificates that are yours and cancelled. Once claimed, the rest must take the factor "
             "without market-traded non-fossil power, so that too small a share raises the result."),
        "1", _average_power, ("electricity",), rest=_with(basis="residual"),
    ),
    Change(
        "no_bottles",
        Text("以饮水机代替瓶装水", "Water dispensers instead of bottles"),
        Text("不再采购瓶装水；饮水机的水未扣除。", "No more bottles; the dispenser's water is not taken off."),
        "1", _thing("bottled_water"), ("item",), named=("bottled_water",),
    ),
    Change(
        "reusable_boxes",
        Text("以可重复使用餐具代替一次性餐盒", "Reusable dishes instead of disposable boxes"),
        Text("清洗用的水和电没有可靠因子，未扣除，所以是上限。",
             "There is no sound factor for the washing; it is not taken off, so this is an upper value."),
        "1", _thing("meal_box"), ("item",), named=("meal_box",),
    ),
    Change(
        "fewer_prints",
        Text("少印刷、少喷绘", "Fewer prints and banners"),
        Text("用电子手册，重复使用背景板。", "Digital handbooks, reusable backdrops."),
        "0.5", _thing("paper", "pvc", "brochure", "paper_pack"), ("material", "item"),
        named=("paper", "pvc", "brochure", "paper_pack"),
    ),
    Change(
        "recycled_paper",
        Text("改用再生纸", "Recycled paper"),
        Text("须有供应商证明。", "With the supplier's evidence."),
        "1", _thing(*RECYCLED), ("material",), instead=_by_row(RECYCLED), named=tuple(RECYCLED),
    ),
    Change(
        "reused_stands",
        Text("重复使用展台和织物", "Re-used stands and textiles"),
        Text("按“重复使用”的数值，只含整理和运输。", "By the value for re-used material: sorting and transport only."),
        "0.5", _thing(*REUSED), ("material",), instead=_by_row(REUSED), named=tuple(REUSED),
    ),
)  # fmt: skip

LEVERS: Mapping[str, Change] = {change.id: change for change in _ALL}
