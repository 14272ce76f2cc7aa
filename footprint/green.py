"""Traded green power: the market-based figure beside the location-based headline. Pure.

GHG Protocol Scope 2 asks for both. Here green power counts nothing and *all* other electricity takes
the national average without market-traded non-fossil power, so that no green kilowatt-hour counts
twice; the two kinds of factor never meet in one figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from footprint import choice, numbers
from footprint.choice import Rules
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, FRACTION_DIGITS, grouped, printed, rounded
from footprint.quantities import Quantity, amount
from footprint.results import Memo
from footprint.text import Text
from footprint.units import UNITS

MARKET = "market_based"
NAME = Text(
    "市场法：绿电计为零，其余按剩余电量因子",
    "Market-based: green power counts nothing, the rest takes the residual factor",
)


def market_based(entered: ActivityInput, net: Quantity, rules: Rules) -> tuple[Memo, Text] | None:
    """The market-based kilograms of a line and the step that shows them; None where nothing is claimed.

    Zero green power is a claim, too: another line of the inventory claims some, so that this one
    is counted with the residual factor. Raises CalculationError for a claim without evidence, a
    claim above what was bought, or one together with the residual factor as headline.
    """
    text = entered.options.get("green_power", "")
    if not text:
        return None
    claimed = numbers.parse(text, field="options.green_power")
    _check(entered, net, claimed=Quantity(claimed, net.unit))
    rest = Quantity(EXACT.subtract(net.value, claimed), net.unit).converted(UNITS["kWh"])
    residual = choice.grid(
        replace(entered, options={"basis": "residual"}, factor=None, factor_id=""), rules
    ).used
    kg = EXACT.multiply(rest.value, residual.value)
    before, green = amount(net.value, net.unit), amount(claimed, net.unit)
    product = f"{printed(residual.value)} {residual.unit} = {grouped(kg, places=FRACTION_DIGITS)}"
    step = Text(
        f"市场法（不计入合计）：({before.zh} − 绿电 {green.zh}) × {product} 千克",
        f"Market-based, beside the headline: ({before.en} − {green.en} of green power) × {product} kg",
    )
    return Memo(MARKET, NAME, rounded(kg, places=FRACTION_DIGITS)), step


def claimed_throughout(activities: Iterable[ActivityInput]) -> list[ActivityInput]:
    """Where any line claims green power, all other electricity takes the residual factor beside it."""
    found = list(activities)
    if not any(item.options.get("green_power") for item in found):
        return found
    return [
        replace(item, options={"green_power": "0", **item.options})
        if item.activity == "electricity" and item.options.get("basis") != "residual"
        else item
        for item in found
    ]


def _check(entered: ActivityInput, net: Quantity, *, claimed: Quantity) -> None:
    if entered.options.get("basis") == "residual":
        raise _error(
            "mixed_kinds", "options.basis",
            "已填写绿电电量，位置法合计须用平均因子；剩余电量因子会自动用于并列的市场法。",
            "With green power claimed, the headline takes the average factor; the residual one is used by itself "
            "for the market-based figure beside it.",
        )  # fmt: skip
    if claimed.value > net.value:
        raise _error(
            "more_green_than_bought", "options.green_power",
            f"绿电 {amount(claimed.value, net.unit).zh}，多于净购入的 {amount(net.value, net.unit).zh}。",
            f"{amount(claimed.value, net.unit).en} of green power are more than the "
            f"{amount(net.value, net.unit).en} bought.",
        )  # fmt: skip
    if claimed.value and not entered.evidence:
        raise _error(
            "evidence_required", "evidence",
            "主张绿电须填写绿证编号或绿电交易凭证编号。",
            "Green power is claimed with the numbers of its certificates or trades.",
        )  # fmt: skip


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
