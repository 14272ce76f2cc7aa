"""Which factor row a line uses: one that was asked for, or the guideline's named default.

Nothing is chosen by name alone and nothing falls back: where no row fits, the user is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from footprint import regions, units
from footprint.activities import Activity
from footprint.errors import CalculationError
from footprint.guidelines import Guideline
from footprint.inputs import ActivityInput, CustomFactor
from footprint.results import CUSTOM_GRADE, UsedFactor
from footprint.sets import Factor, FactorSet
from footprint.text import Text
from footprint.units import FactorUnit, Unit

ASKED_FOR = Text("由填报人指定。", "Asked for by the user.")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a calculation is done with: the numbers, the guideline and the place."""

    factor_set: FactorSet
    guideline: Guideline
    region: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A factor with its unit taken apart."""

    used: UsedFactor
    unit: FactorUnit


def used(factor: Factor, reason: Text) -> UsedFactor:
    """A row as a line keeps it."""
    return UsedFactor(
        id=factor.id,
        name=factor.name,
        value=factor.value,
        unit=factor.unit,
        region=factor.region,
        year=factor.year,
        source=factor.source_title,
        notice_number=factor.notice_number,
        url=factor.url,
        grade=factor.grade,
        quantity_kind=factor.quantity_kind,
        gas_basis=factor.gas_basis,
        reason=reason,
    )


def custom(factor: CustomFactor, unit: Unit) -> Chosen:
    """The user's own factor; raises CalculationError if its unit does not fit the activity's."""
    taken = units.factor_unit(factor.unit) or _human_unit(factor.unit)
    if taken is None:
        raise _error("bad_factor_unit", "factor.unit",
                     "自定义因子的单位应写作 kgCO2e/<单位>，例如 kgCO2e/passenger-km。",
                     "Write the unit of a custom factor as kgCO2e/<unit>, such as kgCO2e/passenger-km.")  # fmt: skip
    _same_dimension(taken, unit, field="factor.unit")
    mass = factor.unit.partition("/")[0]
    row = UsedFactor(
        id="custom", name=Text("自定义因子", "Custom factor"), value=factor.value,
        unit=f"{mass}/{taken.per.code}",
        region="", year=0, source=factor.source, notice_number="", url="", grade=CUSTOM_GRADE,
        quantity_kind="custom", gas_basis="CO2e", reason=Text(factor.reason, factor.reason),
    )  # fmt: skip
    return Chosen(row, taken)


def choose(entered: ActivityInput, activity: Activity, rules: Rules, *, unit: Unit) -> Chosen:
    """The factor of a line: custom, asked for by id, or the guideline's default."""
    if entered.factor is not None:
        return custom(entered.factor, unit)
    if entered.factor_id:
        return asked_for(entered, activity, rules, unit=unit)
    return default(entered, activity, rules, unit=unit)


def asked_for(entered: ActivityInput, activity: Activity, rules: Rules, *, unit: Unit) -> Chosen:
    """The row of this id; raises CalculationError if it is not a factor of the activity."""
    factor = rules.factor_set.get(entered.factor_id)
    taken = units.factor_unit(factor.unit)
    described = not activity.rows or any(part in factor.id for part in activity.rows)
    if (
        factor.category not in activity.categories
        or factor.quantity_kind not in activity.kinds
        or not described
    ):
        raise _error(
            "factor_mismatch", "factor_id",
            f"因子“{factor.name.zh}”（{factor.quantity_kind}）不是{activity.name.zh}的排放因子。{_kind_hint(factor).zh}",
            f"“{factor.name.en}” ({factor.quantity_kind}) is not an emission factor of "
            f"{activity.name.en.lower()}. {_kind_hint(factor).en}".strip(),
        )  # fmt: skip
    if taken is None:
        raise _error(
            "factor_mismatch",
            "factor_id",
            "该行是参数，不是排放因子。",
            "This row is a parameter, not a factor.",
        )
    _same_dimension(taken, unit, field="factor_id")
    reason = Text(entered.reason, entered.reason) if entered.reason else ASKED_FOR
    return Chosen(used(factor, reason), taken)


def default(entered: ActivityInput, activity: Activity, rules: Rules, *, unit: Unit) -> Chosen:
    """The guideline's default row for these answers; raises CalculationError if there is none."""
    answers = _answers(entered, activity, rules.guideline.asked(activity.id))
    matching = rules.guideline.matching(activity.id, answers)
    if not matching:
        raise _error("no_default_factor", "factor_id",
                     f"{activity.name.zh}的这种组合没有可用的因子。请指定一个因子，或用自定义因子并写明来源。",
                     f"No factor fits this combination for {activity.name.en.lower()}. "
                     "Name a factor, or bring your own with its source.")  # fmt: skip
    for item in matching:
        factor = rules.factor_set.get(item.factor)
        taken = units.factor_unit(factor.unit)
        if taken is not None and taken.per.dimension == unit.dimension:
            return Chosen(used(factor, item.reason), taken)
    raise _error(
        "unit_not_accepted",
        "unit",
        f"没有以“{unit.name.zh}”计的因子。",
        f"There is no factor per {unit.name.en}.",
    )


def grid(entered: ActivityInput, rules: Rules) -> Chosen:
    """The grid factor of the region, of the year asked for or the newest published one.

    Raises CalculationError where no official factor exists (Tibet, Hong Kong, Macao, Taiwan).
    """
    residual = entered.options.get("basis") == "residual"
    region = "CN" if residual else _region(entered, rules)
    kind = "excl_market_nonfossil" if residual else "average_co2"
    rows = rules.factor_set.select("electricity", kind, region)
    if not rows:
        raise _no_grid_factor(region)
    if entered.year is not None:
        rows = tuple(row for row in rows if row.year == entered.year)
        if not rows:
            raise _no_year(entered.year, rules.factor_set.select("electricity", kind, region))
    place = regions.name(region)
    reason = Text(
        f"{place.zh}已公布的最新年度（{rows[0].year} 年）。",
        f"Newest published year for {place.en} ({rows[0].year}).",
    )
    if entered.year is not None:
        reason = Text(
            f"填报人指定 {entered.year} 年。", f"Year {entered.year} asked for by the user."
        )
    return _chosen(rows[0], reason)


def hotel(entered: ActivityInput, activity: Activity, rules: Rules, *, unit: Unit) -> Chosen:
    """The hotel factor of the country; raises CalculationError where none was found."""
    region = _region(entered, rules)
    country = "CN" if region.startswith("CN") else region
    for item in rules.guideline.defaults_for(activity.id):
        if item.when.get("region") == country:
            return _chosen(rules.factor_set.get(item.factor), item.reason)
    rows = [
        row
        for row in rules.factor_set.select("hotel", "footprint_co2e", country)
        if not row.is_weak
    ]
    if not rows:
        name = regions.name(country)
        raise _error("no_factor_for_region", "region", f"没有{name.zh}的酒店因子。请用自定义因子并写明来源。",
                     f"There is no hotel factor for {name.en}. Bring your own with its source.")  # fmt: skip
    return _chosen(
        rows[0], Text("按国家或地区选取的酒店数值。", "Hotel value of the country or region.")
    )


def parameter(factor_id: str, rules: Rules, reason: Text) -> UsedFactor:
    """A row used as a parameter of a formula."""
    return used(rules.factor_set.get(factor_id), reason)


def _chosen(factor: Factor, reason: Text) -> Chosen:
    taken = units.factor_unit(factor.unit)
    if taken is None:
        raise RuntimeError(f"{factor.id} is no emission factor")
    return Chosen(used(factor, reason), taken)


def _answers(entered: ActivityInput, activity: Activity, asked: Collection[str]) -> dict[str, str]:
    """The answers that decide on the row, in the order in which the activity asks them."""
    answers: dict[str, str] = {}
    for option in activity.options:
        if option.id not in asked:
            continue
        answer = entered.options.get(option.id) or option.default
        if not answer:
            raise _error("option_required", f"options.{option.id}", f"请选择“{option.name.zh}”。",
                         f"{option.name.en} must be chosen.")  # fmt: skip
        answers[option.id] = answer
    return answers


def _region(entered: ActivityInput, rules: Rules) -> str:
    region = entered.region or rules.region
    if not region:
        raise _error("region_required", "region", "请选择所在省份。", "Choose the province.")
    return regions.normalise(region)


def _same_dimension(taken: FactorUnit, unit: Unit, *, field: str) -> None:
    if taken.per.dimension != unit.dimension:
        raise _error("factor_unit_mismatch", field,
                     f"因子按“{taken.per.name.zh}”计，而活动以“{unit.name.zh}”填写。",
                     f"The factor is per {taken.per.name.en}, but the activity is in {unit.name.en}.")  # fmt: skip


def _human_unit(text: str) -> FactorUnit | None:
    """`kgCO2e/人公里` and the like: the part after the slash by any alias."""
    mass, slash, per = text.partition("/")
    taken = units.factor_unit(f"{mass}/kWh")
    if not slash or taken is None:
        return None
    try:
        return FactorUnit(taken.kilograms, units.find(per))
    except CalculationError:
        return None


def _no_grid_factor(region: str) -> CalculationError:
    name = regions.name(region)
    return _error(
        "no_factor_for_region", "region",
        f"生态环境部没有公布{name.zh}的电力二氧化碳排放因子，本平台不会自行代用。"
        "请向供电单位索取因子并作为自定义因子填写来源；或明确指定其他地区的因子并说明理由。",
        f"No official grid factor has been published for {name.en}, and none is assumed here. "
        "Ask the supplier for one and enter it as a custom factor with its source, "
        "or name another region's factor yourself and say why.",
    )  # fmt: skip


def _no_year(year: int, rows: tuple[Factor, ...]) -> CalculationError:
    years = ", ".join(str(row.year) for row in rows)
    return _error(
        "no_factor_for_year", "year",
        f"没有 {year} 年的因子；已公布的年度：{years}。不填年份则使用最新年度。",
        f"There is no factor for {year}; published years: {years}. Leave the year out to use the newest.",
    )  # fmt: skip


def _kind_hint(factor: Factor) -> Text:
    if factor.category == "electricity_footprint":
        return Text("电力碳足迹因子（全生命周期）只用于产品碳足迹，不用于组织和活动核算。",
                    "Electricity footprint factors (life cycle) are for products, not for inventories.")  # fmt: skip
    return Text("", "")


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
