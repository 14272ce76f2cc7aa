"""The calculators: pure functions from a quantity and its factors to kilograms and steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from footprint import activities, choice, green, quantities, units
from footprint.activities import Activity
from footprint.choice import Chosen, Rules
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, FRACTION_DIGITS, grouped, plain, printed, rounded
from footprint.quantities import Quantity, amount
from footprint.results import Memo, UsedFactor
from footprint.text import Text
from footprint.units import UNITS


@dataclass(slots=True)
class Work:
    """One line in the making: what is known, and what has been written down so far."""

    entered: ActivityInput
    activity: Activity
    rules: Rules
    quantity: Quantity
    factors: list[UsedFactor] = field(default_factory=list)
    steps: list[Text] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)
    notes: list[tuple[str, Text]] = field(default_factory=list)

    def choose(self) -> Chosen:
        """The line's factor, by the ordinary road."""
        return choice.choose(self.entered, self.activity, self.rules, unit=self.quantity.unit)

    def option(self, option: activities.Option) -> str:
        """The answer to a question, or its default."""
        return self.entered.options.get(option.id) or option.default

    def multiply(self, chosen: Chosen) -> Decimal:
        """Quantity × factor in kilograms, written down as steps with every conversion."""
        self.quantity = self.quantity.converted(chosen.unit.per)
        self.steps.extend(self.quantity.steps)
        self.factors.append(chosen.used)
        raw = EXACT.multiply(self.quantity.value, chosen.used.value)
        kg = EXACT.multiply(raw, chosen.unit.kilograms)
        self.product(amount(self.quantity.value, self.quantity.unit), chosen.used, kg)
        return kg

    def product(self, before: Text, used: UsedFactor, kg: Decimal) -> None:
        """Write down `before × factor = kg`."""
        factor = f"{printed(used.value)} {used.unit}"
        result = grouped(kg, places=FRACTION_DIGITS)
        self.steps.append(
            Text(f"{before.zh} × {factor} = {result} 千克", f"{before.en} × {factor} = {result} kg")
        )


Formula = Callable[[Work], Decimal]

OUTSIDE_KYOTO = Text(
    "该制冷剂不属于《京都议定书》气体，通常单列。",
    "This gas is outside the Kyoto basket and usually stated apart.",
)
FOSSIL_SHARE = Text(
    "指南第7类要求计入焚烧产生的化石二氧化碳，本行按《省级温室气体清单编制指南》的参数计算。"
    "英国常用的焚烧数值（每吨 4.686 千克）只含运输，会漏掉这部分，因此从不用于焚烧。",
    "Class 7 of the guideline asks for the fossil CO2 of burning; this line uses the parameters of the provincial "
    "inventory guide. The UK's usual value for incineration (4.686 kg per tonne) holds transport only and would "
    "miss it, so it is never used for burning.",
)
ONE_CABIN = Text(
    "境内航班因子不区分舱位，按平均旅客计算。",
    "The domestic factor does not tell cabins apart; the average was used.",
)


def direct(work: Work) -> Decimal:
    """Quantity × factor."""
    chosen = work.choose()
    if chosen.used.id == "waste-inventory-incineration-co2":
        work.notes.append(("fossil_co2_of_burning", FOSSIL_SHARE))
    return work.multiply(chosen)


def grid(work: Work) -> Decimal:
    """Electricity × the grid factor of its region and year; beside it, what green power would make it."""
    market = green.market_based(work.entered, work.quantity, work.rules)
    if work.entered.factor or work.entered.factor_id:
        kg = direct(work)
    else:
        kg = work.multiply(choice.grid(work.entered, work.rules))
    if market is not None:
        work.memos.append(market[0])
        work.steps.append(market[1])
    return kg


def hotel(work: Work) -> Decimal:
    """Room-nights × the factor of the country."""
    if work.entered.factor or work.entered.factor_id:
        return direct(work)
    return work.multiply(
        choice.hotel(work.entered, work.activity, work.rules, unit=work.quantity.unit)
    )


def refrigerant(work: Work) -> Decimal:
    """Leaked mass × GWP100 of the gas in the guideline's assessment report."""
    if work.entered.factor:
        return direct(work)
    basis = work.rules.guideline.gwp_basis
    gas = work.option(activities.GAS)
    if not gas and not work.entered.factor_id:
        raise _error(
            "option_required", "options.gas", "请选择制冷剂。", "Refrigerant must be chosen."
        )
    factor_id = work.entered.factor_id or f"gwp-{gas}-{basis.lower()}"
    if not factor_id.endswith(f"-{basis.lower()}"):
        raise _error("gwp_basis", "factor_id", f"本指南统一采用 {basis}，一份清单只能用一套 GWP。",
                     f"This guideline uses {basis}; one inventory uses one GWP set.")  # fmt: skip
    row = work.rules.factor_set.get(factor_id)
    used = choice.used(row, Text(f"{basis} 的 100 年全球增温潜势。", f"100-year GWP of {basis}."))
    if row.id.removeprefix("gwp-").removesuffix(f"-{basis.lower()}") in activities.OUTSIDE_KYOTO:
        work.notes.append(("outside_kyoto", OUTSIDE_KYOTO))
    taken = units.factor_unit(row.unit)
    if taken is None or row.category != "refrigerant_gwp":
        raise _error(
            "factor_mismatch",
            "factor_id",
            "该行不是制冷剂的增温潜势。",
            "This row is not a refrigerant's GWP.",
        )
    return work.multiply(Chosen(used, taken))


def flight(work: Work) -> Decimal:
    """Passenger-km × factor; radiative forcing and fuel upstream beside it, or in it if asked."""
    chosen = work.choose()
    kg = work.multiply(chosen)
    if chosen.used.id == "custom":
        return kg
    if chosen.used.id.startswith("air-cpcd-dom") and work.option(activities.CABIN) != "average":
        work.notes.append(("cabin_not_distinguished", ONE_CABIN))
    forcing = _forcing(work, chosen, kg)
    upstream = _upstream(work, chosen)
    if forcing is not None:
        kg = _beside_or_in(work, activities.RF, kg, forcing)
    if upstream is not None:
        kg = _beside_or_in(work, activities.WTT, kg, upstream)
    elif work.option(activities.WTT) == "yes":
        raise _error("no_upstream_factor", "options.wtt", "境内航班没有可用的燃料上游因子。",
                     "There is no fuel-upstream factor for domestic flights.")  # fmt: skip
    return kg


def _forcing(work: Work, chosen: Chosen, kg: Decimal) -> tuple[UsedFactor, Decimal] | None:
    """What radiative forcing adds: from the row with it, else by the published ratio."""
    if chosen.used.quantity_kind != "rf_excluded":
        return None
    twin = work.rules.factor_set.factors.get(chosen.used.id.removesuffix("-norf") + "-rf")
    if chosen.used.id.endswith("-norf") and twin is not None:
        used = choice.used(
            twin,
            Text("同一来源含辐射强迫的数值。", "The same source's value with radiative forcing."),
        )
        more = EXACT.subtract(twin.value, chosen.used.value)
        return used, EXACT.multiply(
            EXACT.multiply(work.quantity.value, more), chosen.unit.kilograms
        )
    ratio = choice.parameter(
        "air-desnz-rf-ratio",
        work.rules,
        Text("含与不含辐射强迫之比。", "Ratio of with to without."),
    )
    return ratio, EXACT.multiply(kg, EXACT.subtract(ratio.value, Decimal(1)))


def _upstream(work: Work, chosen: Chosen) -> tuple[UsedFactor, Decimal] | None:
    row_id = chosen.used.id.removesuffix("-norf").removesuffix("-rf") + "-wtt"
    row = work.rules.factor_set.factors.get(row_id)
    if row is None:
        return None
    used = choice.used(row, Text("燃料上游（油井到油箱）。", "Fuel upstream (well to tank)."))
    return used, EXACT.multiply(work.quantity.value, row.value)


def _beside_or_in(
    work: Work, option: activities.Option, kg: Decimal, extra: tuple[UsedFactor, Decimal]
) -> Decimal:
    used, more = extra
    if work.option(option) != "yes":
        work.memos.append(
            Memo(option.id, option.name, rounded(EXACT.add(kg, more), places=FRACTION_DIGITS))
        )
        return kg
    total = EXACT.add(kg, more)
    work.factors.append(used)
    added = (
        grouped(kg, places=FRACTION_DIGITS),
        grouped(more, places=FRACTION_DIGITS),
        grouped(total, places=9),
    )
    shown = f"{printed(used.value)} {used.unit}" if used.unit != "1" else f"× {printed(used.value)}"
    work.steps.append(
        Text(f"{option.name.zh}（{shown}）：{added[0]} + {added[1]} = {added[2]} 千克",
             f"{option.name.en} ({shown}): {added[0]} + {added[1]} = {added[2]} kg")
    )  # fmt: skip
    return total


def car(work: Work) -> Decimal:
    """Vehicle-km × factor; an electric car with a known consumption is kWh × the grid's factor."""
    electric = work.option(activities.CAR_ENERGY) == "electric"
    consumption = work.entered.options.get("kwh_per_100km")
    if consumption and not electric:
        raise _error("option_not_used", "options.kwh_per_100km", "百公里电耗只用于纯电动汽车。",
                     "kWh per 100 km is for electric cars only.")  # fmt: skip
    if not consumption or work.entered.factor or work.entered.factor_id:
        return direct(work)
    rate = quantities.number(work.entered, activities.CONSUMPTION)
    driven = work.quantity
    kwh = EXACT.divide(EXACT.multiply(driven.value, rate), Decimal(100))
    before, after = amount(driven.value, driven.unit), amount(kwh, UNITS["kWh"])
    step = Text(
        f"{before.zh} × {plain(rate)} kWh/100 km = {after.zh}",
        f"{before.en} × {plain(rate)} kWh/100 km = {after.en}",
    )
    work.quantity = driven.then(kwh, UNITS["kWh"], step)
    return work.multiply(choice.grid(work.entered, work.rules))


_DIET_ROWS = {
    "vegan": "vegan", "vegetarian": "vegetarian", "pescatarian": "pescatarian",
    "low_meat": "lowmeat", "medium_meat": "mediummeat", "high_meat": "highmeat",
}  # fmt: skip


def meal(work: Work) -> Decimal:
    """Meals × the Chinese value, scaled by the published ratio of the diet to a medium-meat one."""
    kg = work.multiply(work.choose())
    diet = work.option(activities.DIET)
    if diet == "average" or work.entered.factor or work.entered.factor_id:
        return kg
    why = Text("Scarborough 等（2014）的饮食结构比例，以中等肉量为 1。",
               "Diet ratios of Scarborough et al. (2014), medium meat being 1.")  # fmt: skip
    row = choice.parameter(f"meal-scarborough-{_DIET_ROWS[diet]}", work.rules, why)
    base = choice.parameter("meal-scarborough-mediummeat", work.rules, why)
    work.factors.extend((row, base))
    scaled = EXACT.divide(EXACT.multiply(kg, row.value), base.value)
    shown = f"{grouped(kg, places=9)} × {printed(row.value)} ÷ {printed(base.value)} = {grouped(scaled, places=9)}"
    name = (activities.DIET.choices or {})[diet]
    work.steps.append(Text(f"{name.zh}：{shown} 千克", f"{name.en}: {shown} kg"))
    return scaled


def online(work: Work) -> Decimal:
    """Participant-hours × electricity per hour × the grid's factor."""
    if work.entered.factor or work.entered.factor_id:
        return direct(work)
    why = Text(
        "视频会议每人每小时用电（国际能源署口径的文献值）。",
        "Electricity per viewing hour, from the literature.",
    )
    rate = choice.parameter("online-kamiya-kwh", work.rules, why)
    work.factors.append(rate)
    hours = work.quantity
    kwh = EXACT.multiply(hours.value, rate.value)
    before, after = amount(hours.value, hours.unit), amount(kwh, UNITS["kWh"])
    step = Text(f"{before.zh} × {printed(rate.value)} {rate.unit} = {after.zh}",
                f"{before.en} × {printed(rate.value)} {rate.unit} = {after.en}")  # fmt: skip
    work.quantity = hours.then(kwh, UNITS["kWh"], step)
    return work.multiply(choice.grid(work.entered, work.rules))


def exhibition_waste(work: Work) -> Decimal:
    """Square metres × waste per square metre × the fossil carbon of burning it."""
    if work.entered.factor:
        return direct(work)
    why = Text(
        "全国展览垃圾量除以展览面积，取较高值。",
        "National exhibition waste by area, the higher value.",
    )
    rate = choice.parameter("waste-expo-per-m2-high", work.rules, why)
    work.factors.append(rate)
    area = work.quantity
    mass = EXACT.multiply(area.value, rate.value)
    before, after = amount(area.value, area.unit), amount(mass, UNITS["kg"])
    step = Text(f"{before.zh} × {printed(rate.value)} {rate.unit} = {after.zh}",
                f"{before.en} × {printed(rate.value)} {rate.unit} = {after.en}")  # fmt: skip
    work.quantity = area.then(mass, UNITS["kg"], step)
    return work.multiply(work.choose())


FORMULAS: dict[str, Formula] = {
    "direct": direct,
    "custom": direct,
    "grid": grid,
    "hotel": hotel,
    "refrigerant": refrigerant,
    "flight": flight,
    "car": car,
    "meal": meal,
    "online": online,
    "exhibition_waste": exhibition_waste,
}


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
