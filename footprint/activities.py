"""The registry of activities: what may be entered, in which units, with which questions.

This table is the public contract for `activity` (docs/calculators.md prints it). Which factor an
activity takes by default is not decided here but by the guideline's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from footprint.errors import CalculationError
from footprint.text import Text, joined
from footprint.units import UNITS, Unit


@dataclass(frozen=True, slots=True)
class Option:
    """A question about an activity: a choice, or a number when there are no choices.

    A choice without a default must be answered. Numbers are asked where a unit needs them.
    """

    id: str
    name: Text
    choices: Mapping[str, Text] | None = None
    default: str = ""


@dataclass(frozen=True)
class Activity:
    """A kind of activity, its accepted units and the factor rows that may be used for it."""

    id: str
    name: Text
    units: tuple[str, ...]
    categories: tuple[str, ...]
    kinds: tuple[str, ...]
    formula: str = "direct"
    options: tuple[Option, ...] = ()
    ghg: str = "3"
    iso_14064: int = 4
    rows: tuple[str, ...] = ()
    """Parts of row ids that describe this activity; empty where any row of the category does."""

    def accepts(self, unit: Unit) -> bool:
        """Whether the activity may be entered in this unit."""
        return unit.code in self.units

    @cached_property
    def _options(self) -> Mapping[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def naming(self) -> tuple[str, ...]:
        """The choices that tell one entry of the activity from another."""
        return tuple(
            option.id
            for option in self.options
            if option.choices and option.id not in ("trip", "rf", "wtt")
        )

    def option(self, option_id: str) -> Option | None:
        """The question of this id, if the activity has it."""
        return self._options.get(option_id)


TRIP = Option(
    "trip",
    Text("单程还是往返", "One way or return"),
    {"one_way": Text("单程", "one way"), "return": Text("往返", "return")},
)
DISTANCE = Option("distance_km", Text("单程公里数", "Kilometres one way"))
TRAVEL = (DISTANCE, TRIP)
_PASSENGER = ("passenger-km", "person")
_MASS = ("kg", "t", "g", "10^4t")
_LAND = ("direct_co2", "direct_co2e", "lifecycle_co2", "lifecycle_co2e")


def _choice(id: str, zh: str, en: str, default: str, **choices: tuple[str, str]) -> Option:
    return Option(id, Text(zh, en), {key: Text(*words) for key, words in choices.items()}, default)


CABIN = _choice(
    "cabin", "舱位", "Cabin", "average",
    average=("平均", "average"), economy=("经济舱", "economy"),
    premium_economy=("高端经济舱", "premium economy"),
    business=("公务舱", "business"), first=("头等舱", "first"),
)  # fmt: skip
ROUTE = _choice(
    "route", "航线", "Route", "",
    domestic=("中国境内", "within mainland China"), international=("国际及港澳台", "international"),
)  # fmt: skip
_YES_NO_WORDS = {"no": ("否", "no"), "yes": ("是", "yes")}
RF = _choice("rf", "计入辐射强迫", "With radiative forcing", "no", **_YES_NO_WORDS)
WTT = _choice("wtt", "计入燃料上游", "With fuel upstream", "no", **_YES_NO_WORDS)
TAXI_ENERGY = _choice(
    "energy", "动力", "Energy", "unknown",
    unknown=("不清楚", "unknown"), electric=("电动", "electric"), petrol=("燃油", "petrol"),
)  # fmt: skip
CAR_ENERGY = _choice(
    "energy", "动力", "Energy", "petrol",
    petrol=("汽油", "petrol"), diesel=("柴油", "diesel"), hybrid=("混合动力", "hybrid"),
    electric=("纯电动", "electric"),
)  # fmt: skip
CAR_SIZE = _choice(
    "size", "车型", "Size", "compact",
    small=("小型", "small"), compact=("紧凑型", "compact"), medium=("中型", "medium"),
    large=("中大型", "large"), suv=("紧凑型 SUV", "compact SUV"),
)  # fmt: skip
VEHICLE = _choice(
    "vehicle", "运输工具", "Vehicle", "diesel_light",
    diesel_light=("轻型柴油货车", "light diesel truck"),
    diesel_average=("柴油货车平均", "average diesel truck"),
    electric_light=("轻型纯电动货车", "light electric truck"),
    rail=("铁路", "rail"), air=("航空", "air"), sea=("海运", "sea"),
)  # fmt: skip
SERVICE = _choice(
    "service", "用餐方式", "Service", "dine_in",
    dine_in=("堂食、宴会、自助餐", "served, banquet or buffet"), boxed=("盒饭、外卖", "boxed meal"),
    home=("自炊", "cooked at home"),
)  # fmt: skip
DIET = _choice(
    "diet", "饮食结构", "Diet", "average",
    average=("平均", "average"), vegan=("纯素", "vegan"), vegetarian=("蛋奶素", "vegetarian"),
    pescatarian=("鱼素", "pescatarian"), low_meat=("少肉", "little meat"),
    medium_meat=("中等肉量", "medium meat"), high_meat=("多肉", "much meat"),
)  # fmt: skip
MATERIAL = _choice(
    "material", "材料", "Material", "",
    paper=("纸张", "paper"), board=("纸板", "board"), plastic=("塑料（平均）", "plastics (average)"),
    pvc=("PVC 喷绘材料", "PVC banners"), textile=("纺织品", "textiles"), wood=("木材", "wood"),
    aluminium=("铝材", "aluminium"), steel=("钢罐与钢材", "steel"), glass=("玻璃", "glass"),
    food_and_drink=("食品饮料", "food and drink"),
)  # fmt: skip
ITEM = _choice(
    "item", "物品", "Item", "",
    bottled_water=("瓶装水", "bottled water"), brochure=("印刷册", "printed brochure"),
    t_shirt=("棉质 T 恤", "cotton T-shirt"), meal_box=("一次性餐盒", "disposable meal box"),
    paper_pack=("A4 打印纸（每包）", "pack of A4 paper"), coffee=("咖啡", "coffee"),
)  # fmt: skip
STREAM = _choice(
    "stream", "垃圾种类", "Stream", "residual",
    residual=("其他垃圾", "residual"), food=("厨余垃圾", "food"), paper=("废纸", "paper"),
    plastic=("废塑料", "plastic"), wood=("废木材", "wood"), glass=("废玻璃", "glass"),
    metal=("废金属", "metal"), textile=("废织物", "textile"),
)  # fmt: skip
TREATMENT = _choice(
    "treatment", "处理方式", "Treatment", "",
    incineration=("焚烧", "incineration"), landfill=("填埋", "landfill"),
    compost=("堆肥", "composting"), digestion=("厌氧消化", "anaerobic digestion"),
    recycling=("回收利用", "recycling"),
)  # fmt: skip
GAS = _choice(
    "gas", "制冷剂", "Refrigerant", "",
    r410a=("R410A", "R410A"), r32=("R32", "R32"), r134a=("R134a", "R134a"), r22=("R22", "R22"),
    r404a=("R404A", "R404A"), r407c=("R407C", "R407C"), r407a=("R407A", "R407A"),
    r507a=("R507A", "R507A"), r123=("R123", "R123"), r125=("R125", "R125"), r143a=("R143a", "R143a"),
    r152a=("R152a", "R152a"), r227ea=("R227ea", "R227ea"), r236fa=("R236fa", "R236fa"),
    r245fa=("R245fa", "R245fa"), r23=("R23", "R23"), r141b=("R141b", "R141b"), r142b=("R142b", "R142b"),
    sf6=("六氟化硫 SF6", "SF6"), nf3=("三氟化氮 NF3", "NF3"), cf4=("四氟化碳 CF4", "CF4"),
    c2f6=("六氟乙烷 C2F6", "C2F6"),
)  # fmt: skip
OUTSIDE_KYOTO = ("r22", "r123", "r141b", "r142b")
"""HCFCs: gases of the Montreal Protocol, outside the Kyoto basket."""
BASIS = _choice(
    "basis", "电力口径", "Electricity basis", "average",
    average=("平均因子", "average factor"),
    residual=("不包括市场化交易的非化石电量（已单独主张绿电）", "without market-traded non-fossil power"),
)  # fmt: skip
PASSED_ON = Option(
    "passed_on", Text("其中转供他人的量（同一单位）", "Of which passed on to others (same unit)")
)
GREEN_POWER = Option(
    "green_power", Text("其中绿电、绿证电量（同一单位）", "Of which traded green power (same unit)")
)
HEATING = _choice("heating", "居家采暖", "Heating at home", "no", **_YES_NO_WORDS)
DAYS = Option("days", Text("全年天数", "Days in the year"))
OCCUPANTS = Option("occupants_per_room", Text("每间房人数", "Persons per room"))
PEOPLE = Option("people_per_vehicle", Text("每车人数", "People per vehicle"))
CONSUMPTION = Option("kwh_per_100km", Text("百公里电耗（kWh）", "kWh per 100 km"))


def _fuel(id: str, zh: str, en: str, row: str, *units: str) -> Activity:
    return Activity(
        id, Text(zh, en), units, ("fuel",), ("combustion",), ghg="1", iso_14064=1, rows=(row,)
    )


def _ride(id: str, zh: str, en: str, *rows: str, options: tuple[Option, ...] = ()) -> Activity:
    return Activity(
        id, Text(zh, en), _PASSENGER, ("land_travel", "sea_travel"), _LAND,
        options=(*TRAVEL, DAYS, *options), ghg="3-6", iso_14064=3, rows=rows,
    )  # fmt: skip


_ALL = (
    Activity("electricity", Text("购入电力", "Purchased electricity"), ("kWh", "MWh", "10^4kWh"),
             ("electricity",), ("average_co2", "excl_market_nonfossil"), "grid",
             (BASIS, PASSED_ON, GREEN_POWER), "2", 2),
    Activity("heat", Text("购入热力", "Purchased heat"), ("GJ", "MJ"),
             ("heat",), ("purchased_heat_co2", "footprint_co2e"), options=(PASSED_ON,), ghg="2",
             iso_14064=2),
    _fuel("natural_gas", "天然气", "Natural gas", "-natgas-", "m3", "10^4m3"),
    _fuel("petrol", "汽油", "Petrol", "-petrol-", "kg", "t", "L"),
    _fuel("diesel", "柴油", "Diesel", "-diesel-", "kg", "t", "L"),
    _fuel("lpg", "液化石油气", "Liquefied petroleum gas", "-lpg-", "kg", "t"),
    _fuel("lng", "液化天然气", "Liquefied natural gas", "-lng-", "kg", "t"),
    _fuel("kerosene", "煤油", "Kerosene", "-kerosene-", "kg", "t"),
    _fuel("fuel_oil", "燃料油", "Fuel oil", "-fueloil-", "kg", "t"),
    Activity("refrigerant", Text("制冷剂泄漏（补充量）", "Refrigerant leaked (topped up)"), ("kg", "g", "t"),
             ("refrigerant_gwp",), ("gwp100",), "refrigerant", (GAS,), "1", 1),
    Activity("flight", Text("航空", "Flight"), _PASSENGER, ("air_travel",),
             ("rf_excluded", "rf_included", "direct_co2", "lifecycle_co2"), "flight",
             (*TRAVEL, ROUTE, CABIN, RF, WTT), "3-6", 3),
    _ride("high_speed_rail", "高铁", "High-speed rail", "-hsr-", "-hsr"),
    _ride("rail", "普通铁路", "Conventional rail", "-rail-", "-train-", "national-rail", "international-rail"),
    _ride("metro", "地铁", "Metro", "metro", "db3043-rail", "underground"),
    _ride("bus", "公交", "City bus", "-bus", "ebus", "brt"),
    _ride("coach", "长途客车、大巴", "Coach", "coach", "minibus"),
    _ride("taxi", "出租车、网约车", "Taxi or ride-hailing", "taxi", "-cab", options=(TAXI_ENERGY,)),
    _ride("ferry", "渡轮", "Ferry", "ferry"),
    _ride("motorcycle", "摩托车", "Motorcycle", "motorbike"),
    Activity("car", Text("小汽车", "Car"), ("vehicle-km", "km", "passenger-km", "person"),
             ("land_travel",), _LAND, "car",
             (*TRAVEL, DAYS, CAR_ENERGY, CAR_SIZE, PEOPLE, CONSUMPTION), "3-6", 3, ("car", "-ev-driving-")),
    Activity("freight", Text("货物运输", "Freight"), ("tonne-km",), ("freight",),
             ("direct_co2e", "lifecycle_co2e", "rf_excluded", "rf_included"), options=(VEHICLE,),
             ghg="3-4", iso_14064=3),
    Activity("hotel", Text("酒店住宿", "Hotel"), ("room-night", "person-night"), ("hotel",),
             ("footprint_co2e",), "hotel", (OCCUPANTS,), "3-6", 3),
    Activity("meal", Text("餐饮", "Meals"), ("meal",), ("meal",), ("footprint_co2e",), "meal",
             (SERVICE, DIET), "3-1", 4),
    Activity("material", Text("物资材料", "Materials"), _MASS, ("material",), ("embodied",),
             options=(MATERIAL,), ghg="3-1", iso_14064=4),
    Activity("item", Text("会务物品", "Supplies by the piece"), ("piece", "bottle", "copy", "cup", "pack"),
             ("material",), ("embodied",), options=(ITEM,), ghg="3-1", iso_14064=4),
    Activity("water_supply", Text("自来水", "Tap water"), ("m3", "L", "10^4m3"), ("water",),
             ("footprint_co2e",), ghg="3-1", iso_14064=4, rows=("supply", "tap", "chengdu-2019")),
    Activity("wastewater", Text("污水处理", "Waste water"), ("m3", "L", "10^4m3"), ("water",),
             ("footprint_co2e", "waste_treatment"), ghg="3-5", iso_14064=4, rows=("treatment", "sewage")),
    Activity("waste", Text("废弃物", "Waste"), _MASS, ("waste",), ("waste_treatment",),
             options=(STREAM, TREATMENT), ghg="3-5", iso_14064=4),
    Activity("exhibition_waste", Text("展览垃圾（按面积估）", "Exhibition waste, by area"), ("m2",), ("waste",),
             ("waste_treatment",), "exhibition_waste", ghg="3-5", iso_14064=4),
    Activity("online_participation", Text("线上参会", "Online participation"), ("participant-hour",),
             ("electricity",), ("average_co2",), "online", ghg="3", iso_14064=6),
    Activity("homeworking", Text("居家办公", "Working from home"), ("FTE-hour",), ("homeworking",),
             ("footprint_co2e",), options=(HEATING,), ghg="3-7", iso_14064=3),
    Activity("custom", Text("自定义因子", "Custom factor"), (), (), (), "custom"),
)  # fmt: skip

ACTIVITIES = {activity.id: activity for activity in _ALL}


def find(activity_id: str, *, field: str = "activity") -> Activity:
    """The activity of this id; raises CalculationError `unknown_activity`."""
    activity = ACTIVITIES.get(activity_id)
    if activity is None:
        message = Text(
            f"没有活动“{activity_id[:40]}”。", f"There is no activity “{activity_id[:40]}”."
        )
        raise CalculationError("unknown_activity", message, field=field)
    return activity


def described(activity: Activity, options: Mapping[str, str]) -> Text:
    """The activity with the answers that tell it apart, such as “Waste: food, composting”."""
    said: list[Text] = []
    for key in activity.naming if options else ():
        option = activity.option(key)
        if key in options and option is not None and option.choices:
            said.append(option.choices[options[key]])
    if not said:
        return activity.name
    words = said[0] if len(said) == 1 else joined(said)
    return Text(f"{activity.name.zh}：{words.zh}", f"{activity.name.en}: {words.en}")


def check_unit(activity: Activity, unit: Unit) -> None:
    """Refuse a unit the activity is not measured in, naming those it is measured in."""
    if activity.id == "custom" or activity.accepts(unit):
        return
    names = joined([UNITS[code].name for code in activity.units])
    hint = _hint(activity, unit)
    message = Text(
        f"{activity.name.zh}不能以“{unit.name.zh}”填写；可用单位：{names.zh}。{hint.zh}",
        f"{activity.name.en} is not entered in {unit.name.en}; use: {names.en}. {hint.en}".strip(),
    )
    raise CalculationError("unit_not_accepted", message, field="unit")


def _hint(activity: Activity, unit: Unit) -> Text:
    if activity.id == "heat" and unit.dimension == "energy":
        return Text("如果这是电量，请填在购入电力。", "If this is electricity, enter it as such.")
    if activity.id == "electricity" and unit.dimension == "heat":
        return Text("如果这是热量，请填在购入热力。", "If this is heat, enter it as such.")
    if unit.code == "km":
        return Text("请填人公里，或填人数、单程公里数和是否往返。",
                    "Give passenger-km, or people, kilometres one way and whether they return.")  # fmt: skip
    return Text("", "")
