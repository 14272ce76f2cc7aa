"""What the forms ask: questions, each of which is one activity. Pure; the forms only draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from footprint import numbers
from footprint.inputs import ActivityInput
from footprint.text import Text


@dataclass(frozen=True, slots=True)
class Question:
    """One amount to fill in, and the activity it becomes."""

    id: str
    label: Text
    activity: str
    unit: str
    hint: Text = field(default=Text("", ""))
    options: Mapping[str, str] = field(default_factory=dict)
    stage: str = "hold"
    source_class: str = ""
    ask: str = ""
    """The option asked for in a second field, such as `occupants_per_room`."""


@dataclass(frozen=True, slots=True)
class Journey:
    """People who travel by one mode: how many, how far one way, and whether they return."""

    id: str
    label: Text
    activity: str
    hint: Text = field(default=Text("", ""))
    options: Mapping[str, str] = field(default_factory=dict)
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A source class of the guideline with its questions."""

    source_class: str
    questions: tuple[Question, ...] = ()
    journeys: tuple[Journey, ...] = ()


SECOND = {"occupants_per_room": "occupants", "people_per_vehicle": "share"}
"""The suffix of the second field that asks an option."""

ONCE_A_DAY = Text("每人每天算一次", "count each person once a day")

EVENT = (
    Section("energy", (
        Question("electricity", Text("场馆用电", "Electricity of the venue"), "electricity", "kWh",
                 Text("会期电表读数之差；没有分表时按面积或天数分摊。", "Difference of meter readings; share by area or days where there is no own meter.")),
        Question("heat", Text("外购热力、蒸汽", "Bought heat or steam"), "heat", "GJ"),
        Question("online", Text("线上参会", "Online participation"), "online_participation", "participant-hour",
                 Text("人数 × 小时", "people × hours")),
    )),
    Section("transport", (
        Question("freight", Text("物资运输（轻型柴油货车）", "Freight (light diesel truck)"), "freight", "tonne-km",
                 Text("吨 × 公里", "tonnes × kilometres")),
    ), (
        Journey("metro", Text("地铁（市内）", "Metro in the city"), "metro", ONCE_A_DAY),
        Journey("bus", Text("公交（市内）", "City bus"), "bus", ONCE_A_DAY),
        Journey("taxi", Text("出租车、网约车", "Taxi or ride-hailing"), "taxi", ONCE_A_DAY, {"energy": "electric"}),
        Journey("car", Text("私家车（汽油）", "Private car (petrol)"), "car", ONCE_A_DAY, {"energy": "petrol"}, "people_per_vehicle"),
        Journey("coach", Text("大巴接驳", "Shuttle coach"), "coach", ONCE_A_DAY),
        Journey("rail_province", Text("高铁、城际（省内）", "High-speed rail within the province"), "high_speed_rail"),
        Journey("rail_far", Text("高铁（外省）", "High-speed rail from further away"), "high_speed_rail"),
        Journey("flight_domestic", Text("飞机（境内）", "Flights within mainland China"), "flight", options={"route": "domestic"}),
        Journey("flight_abroad", Text("飞机（国际及港澳台，经济舱）", "International flights, economy"), "flight",
                options={"route": "international", "cabin": "economy"}),
        Journey("flight_business", Text("飞机（国际及港澳台，公务舱）", "International flights, business"), "flight",
                options={"route": "international", "cabin": "business"}),
    )),
    Section("lodging_catering", (
        Question("hotel", Text("酒店住宿（人夜）", "Hotel (person-nights)"), "hotel", "person-night",
                 Text("人数 × 晚数", "people × nights"), ask="occupants_per_room"),
        Question("meals_served", Text("自助餐、宴会、桌餐", "Served meals, buffets, banquets"), "meal", "meal"),
        Question("meals_boxed", Text("盒饭", "Boxed meals"), "meal", "meal", options={"service": "boxed"}),
        Question("meals_vegetarian", Text("素食餐", "Vegetarian meals"), "meal", "meal", options={"diet": "vegetarian"}),
    )),
    Section("supplies", (
        Question("paper", Text("印刷用纸", "Printed matter (paper)"), "material", "kg", options={"material": "paper"}, stage="prepare"),
        Question("banners", Text("喷绘、背景板（PVC）", "Banners and backdrops (PVC)"), "material", "kg", options={"material": "pvc"}, stage="prepare"),
        Question("wood", Text("展台木材", "Wood for stands"), "material", "kg", options={"material": "wood"}, stage="prepare"),
        Question("aluminium", Text("展台铝材（新购）", "Aluminium for stands (new)"), "material", "kg", options={"material": "aluminium"}, stage="prepare"),
        Question("t_shirts", Text("T 恤", "T-shirts"), "item", "piece", options={"item": "t_shirt"}, stage="prepare"),
        Question("bottled_water", Text("瓶装水", "Bottled water"), "item", "bottle", options={"item": "bottled_water"}),
        Question("water", Text("自来水", "Tap water"), "water_supply", "m3"),
    )),
    Section("waste", (
        Question("waste_incinerated", Text("其他垃圾（焚烧）", "Residual waste, burned"), "waste", "kg",
                 options={"stream": "residual", "treatment": "incineration"}, stage="close"),
        Question("waste_food", Text("厨余垃圾（堆肥）", "Food waste, composted"), "waste", "kg",
                 options={"stream": "food", "treatment": "compost"}, stage="close"),
        Question("waste_paper", Text("废纸（回收）", "Paper, recycled"), "waste", "kg",
                 options={"stream": "paper", "treatment": "recycling"}, stage="close"),
        Question("waste_landfill", Text("其他垃圾（填埋）", "Residual waste, landfilled"), "waste", "kg",
                 options={"stream": "residual", "treatment": "landfill"}, stage="close"),
    )),
    Section("stationary_fuel", (
        Question("natural_gas", Text("天然气（厨房、锅炉）", "Natural gas (kitchen, boiler)"), "natural_gas", "m3"),
        Question("lpg", Text("液化石油气", "Liquefied petroleum gas"), "lpg", "kg"),
        Question("generator", Text("发电机柴油", "Diesel for generators"), "diesel", "L", source_class="stationary_fuel"),
        Question("refrigerant", Text("空调补充制冷剂 R410A", "R410A topped up in air conditioners"), "refrigerant", "kg",
                 options={"gas": "r410a"}),
    )),
    Section("mobile_fuel", (
        Question("official_petrol", Text("公务车汽油", "Petrol of official vehicles"), "petrol", "L", source_class="mobile_fuel"),
        Question("official_diesel", Text("公务车柴油", "Diesel of official vehicles"), "diesel", "L", source_class="mobile_fuel"),
    )),
)  # fmt: skip

OFFICE = (
    Section("electricity", (
        Question("electricity", Text("全年用电", "Electricity of the year"), "electricity", "kWh",
                 Text("电费账单合计，减去转供给他人的电量。", "Sum of the bills, less what was passed on to others.")),
    )),
    Section("heat", (Question("heat", Text("外购热力", "Bought heat"), "heat", "GJ"),)),
    Section("fuel", (
        Question("natural_gas", Text("天然气（食堂、锅炉）", "Natural gas (canteen, boiler)"), "natural_gas", "m3"),
        Question("lpg", Text("液化石油气", "Liquefied petroleum gas"), "lpg", "kg"),
        Question("petrol", Text("公务车汽油", "Petrol of official vehicles"), "petrol", "L"),
        Question("diesel", Text("柴油", "Diesel"), "diesel", "L"),
    )),
    Section("refrigerant", (
        Question("refrigerant", Text("空调补充制冷剂 R410A", "R410A topped up"), "refrigerant", "kg", options={"gas": "r410a"}),
    )),
    Section("travel", (
        Question("hotel", Text("差旅住宿", "Hotels on business travel"), "hotel", "room-night"),
        Question("commute_metro", Text("通勤：地铁", "Commuting by metro"), "metro", "passenger-km"),
        Question("commute_car", Text("通勤：私家车（汽油）", "Commuting by petrol car"), "car", "vehicle-km"),
    ), (
        Journey("rail", Text("差旅：高铁", "Business travel by high-speed rail"), "high_speed_rail", Text("人次", "trips")),
        Journey("flight_domestic", Text("差旅：境内航班", "Flights within mainland China"), "flight", Text("人次", "trips"), {"route": "domestic"}),
        Journey("flight_abroad", Text("差旅：国际及港澳台航班（经济舱）", "International flights, economy"), "flight", Text("人次", "trips"),
                {"route": "international", "cabin": "economy"}),
    )),
    Section("goods", (
        Question("water", Text("自来水", "Tap water"), "water_supply", "m3"),
        Question("paper", Text("办公用纸", "Office paper"), "material", "kg", options={"material": "paper"}),
        Question("canteen", Text("食堂用餐", "Canteen meals"), "meal", "meal"),
        Question("waste", Text("其他垃圾（焚烧）", "Residual waste, burned"), "waste", "kg",
                 options={"stream": "residual", "treatment": "incineration"}),
    )),
)  # fmt: skip

SECTIONS: dict[str, tuple[Section, ...]] = {"mee-2019-19": EVENT, "public-building-2015": OFFICE}


def activities(
    sections: Sequence[Section],
    fields: Mapping[str, str],
    *,
    assumed: Mapping[str, str] | None = None,
) -> list[ActivityInput]:
    """The activities that filled-in fields mean; blank and zero amounts give none.

    `fields` maps question ids to plain decimals, `<journey>_people|_km|_trip`, `quality_<class>`
    and `boundary_<class>` = `out`. A value equal to the one in `assumed` stays an estimate
    whatever quality the section claims. Raises CalculationError for a field that is no number.
    """
    found: list[ActivityInput] = []
    for section in sections:
        if fields.get(f"boundary_{section.source_class}") == "out":
            continue
        quality = fields.get(f"quality_{section.source_class}") or "estimated"
        said = _Said(fields, assumed or {}, quality)
        found.extend(item for question in section.questions if (item := _amount(question, said)))
        found.extend(item for journey in section.journeys if (item := _journey(journey, said)))
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    fields: Mapping[str, str]
    assumed: Mapping[str, str]
    claimed: str

    def number(self, key: str) -> Decimal:
        """The amount of a field, zero when blank."""
        text = self.fields.get(key, "")
        return numbers.parse(text, field=key) if text else Decimal(0)

    def quality(self, *keys: str) -> str:
        """What the section claims, unless the values are still the assumed ones."""
        assumed = all(
            self.assumed.get(key) and self.number(key) == Decimal(self.assumed[key]) for key in keys
        )
        return "estimated" if assumed else self.claimed

    def option(self, question_id: str, option: str) -> dict[str, str]:
        """The second field's answer."""
        key = f"{question_id}_{SECOND[option]}"
        return {option: numbers.plain(numbers.parse(self.fields.get(key, "") or "1", field=key))}


def _amount(question: Question, said: _Said) -> ActivityInput | None:
    value = said.number(question.id)
    if not value:
        return None
    options = dict(question.options)
    if question.ask:
        options |= said.option(question.id, question.ask)
    return ActivityInput(
        question.activity, value, question.unit,
        options=options, stage=question.stage, source_class=question.source_class, quality=said.quality(question.id),
    )  # fmt: skip


def _journey(journey: Journey, said: _Said) -> ActivityInput | None:
    people = said.number(f"{journey.id}_people")
    if not people:
        return None
    options = {**journey.options, "distance_km": numbers.plain(said.number(f"{journey.id}_km"))}
    if said.fields.get(f"{journey.id}_trip"):
        options["trip"] = said.fields[f"{journey.id}_trip"]
    if journey.ask:
        options |= said.option(journey.id, journey.ask)
    return ActivityInput(
        journey.activity, people, "person",
        options=options, stage="hold", quality=said.quality(f"{journey.id}_people", f"{journey.id}_km"),
    )  # fmt: skip
