"""Units of activities and of factors: names, aliases in both languages, exact conversion.

A unit belongs to one dimension; only units of one dimension convert. Room-nights and
person-nights, vehicle-kilometres and passenger-kilometres are different dimensions on purpose.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from footprint import numbers
from footprint.errors import CalculationError
from footprint.numbers import EXACT
from footprint.text import Text

_PLURALS = {
    "person": "people",
    "room-night": "room-nights",
    "person-night": "person-nights",
    "meal": "meals",
    "participant-hour": "participant-hours",
    "FTE-hour": "FTE-hours",
    "piece": "pieces",
    "bottle": "bottles",
    "copy": "copies",
    "cup": "cups",
    "pack": "packs",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code in the public contract, and how many base units one of it is."""

    code: str
    dimension: str
    size: Decimal
    name: Text
    aliases: tuple[str, ...] = ()

    @property
    def plural(self) -> Text:
        """The name after a number; English words take their plural."""
        return _PLURAL_NAMES[self.code]


def _unit(code: str, dimension: str, size: str, *words: str) -> Unit:
    zh, en, *aliases = words
    return Unit(code, dimension, Decimal(size), Text(zh, en), tuple(aliases))


_UNITS = (
    _unit("kWh", "energy", "1", "千瓦时", "kWh", "度", "度电", "kwh", "千瓦小时"),
    _unit("MWh", "energy", "1000", "兆瓦时", "MWh", "mwh", "千度"),
    _unit("10^4kWh", "energy", "10000", "万千瓦时", "10,000 kWh", "万度", "万kWh"),
    _unit("GJ", "heat", "1", "吉焦", "GJ", "百万千焦"),
    _unit("MJ", "heat", "0.001", "兆焦", "MJ"),
    _unit("kg", "mass", "1", "千克", "kg", "公斤", "kilogram", "kilograms"),
    _unit("g", "mass", "0.001", "克", "g", "gram", "grams"),
    _unit("t", "mass", "1000", "吨", "t", "tonne", "tonnes", "公吨"),
    _unit("10^4t", "mass", "10000000", "万吨", "10,000 t", "万t"),
    _unit("m3", "volume", "1", "立方米", "m³", "m^3", "立方", "方", "cubic metre", "吨水"),
    _unit("L", "volume", "0.001", "升", "L", "l", "litre", "litres", "liter", "公升"),
    _unit("10^4m3", "volume", "10000", "万立方米", "10,000 m³", "万m3", "万方"),
    _unit("km", "distance", "1", "公里", "km", "千米", "kilometre", "kilometres"),
    _unit(
        "passenger-km",
        "passenger_distance",
        "1",
        "人公里",
        "passenger-km",
        "pkm",
        "人·公里",
        "人千米",
        "p.km",
    ),
    _unit("vehicle-km", "vehicle_distance", "1", "车公里", "vehicle-km", "vkm", "车·公里"),
    _unit("tonne-km", "freight", "1", "吨公里", "tonne-km", "tkm", "吨·公里", "t.km"),
    _unit(
        "person",
        "person",
        "1",
        "人",
        "person",
        "人次",
        "persons",
        "people",
        "passenger",
        "passengers",
    ),
    _unit(
        "room-night",
        "room_night",
        "1",
        "间夜",
        "room-night",
        "间·夜",
        "房晚",
        "room night",
        "room-nights",
    ),
    _unit(
        "person-night", "person_night", "1", "人夜", "person-night", "人晚", "人·夜", "person night"
    ),
    _unit("meal", "meal", "1", "餐", "meal", "人餐", "份", "meals", "人次餐"),
    _unit(
        "participant-hour",
        "participant_hour",
        "1",
        "人小时",
        "participant-hour",
        "人时",
        "person-hour",
    ),
    _unit("FTE-hour", "work_hour", "1", "工时", "FTE-hour", "全职工时", "FTE hour"),
    _unit("m2", "area", "1", "平方米", "m²", "m^2", "平米"),
    _unit("piece", "piece", "1", "件", "piece", "个", "pieces"),
    _unit("bottle", "bottle", "1", "瓶", "bottle", "bottles"),
    _unit("copy", "copy", "1", "册", "copy", "本", "copies"),
    _unit("cup", "cup", "1", "杯", "cup", "cups"),
    _unit("pack", "pack", "1", "包", "pack", "packs"),
)

UNITS = {unit.code: unit for unit in _UNITS}

_PLURAL_NAMES = {
    unit.code: Text(unit.name.zh, _PLURALS.get(unit.code, unit.name.en)) for unit in _UNITS
}


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return re.sub(r"[\s·•]+", " ", folded).replace("³", "3").replace("²", "2")


def _index() -> dict[str, Unit]:
    index: dict[str, Unit] = {}
    for unit in _UNITS:
        for word in (unit.code, unit.name.zh, unit.name.en, *unit.aliases):
            known = index.setdefault(_key(word), unit)
            if known is not unit:
                raise RuntimeError(f"unit word {word!r} means both {known.code} and {unit.code}")
    return index


_BY_WORD = _index()


def find(word: str, *, field: str = "unit") -> Unit:
    """The unit that a word in either language means; raises CalculationError `unknown_unit`."""
    unit = UNITS.get(word) or _BY_WORD.get(_key(word)) or _BY_WORD.get(_key(word).replace(" ", ""))
    if unit is None:
        near = difflib.get_close_matches(_key(word), _BY_WORD, n=1, cutoff=0.6)
        hint = _BY_WORD[near[0]].name if near else None
        message = Text(
            f"不认识单位“{word[:40]}”。" + (f"是不是“{hint.zh}”？" if hint else ""),
            f"Unknown unit “{word[:40]}”." + (f" Did you mean {hint.en}?" if hint else ""),
        )
        raise CalculationError("unknown_unit", message, field=field)
    return unit


_TYPED = re.compile(r"(?P<number>[0-9][0-9.,' ]*)\s*(?P<word>[^\W\d_].*)")


def typed(text: str, code: str) -> Text | None:
    """What to say to an amount typed with its unit, such as `15.2 MW·h` where kWh is asked.

    None when there is no number with a unit in it. The amount is never taken over silently.
    """
    match = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    wanted = UNITS[code]
    try:
        number = numbers.parse(match["number"])
        said = find(match["word"])
    except CalculationError:
        return Text(
            f"只填数字，单位是{wanted.name.zh}；您写了“{text[:30]}”。",
            f"Enter the number only, in {wanted.name.en}; you wrote “{text[:30]}”.",
        )
    if said is wanted:
        return Text(
            f"只填数字：{numbers.plain(number)}，单位已注明。",
            f"Enter the number only: {numbers.plain(number)}; the unit is given.",
        )
    if said.dimension != wanted.dimension:
        return Text(
            f"这里按{wanted.name.zh}填写；您写的是{said.name.zh}，不能换算。",
            f"This is in {wanted.name.en}; you wrote {said.name.en}, which does not convert.",
        )
    amount = numbers.grouped(convert(number, said, wanted))
    return Text(
        f"这里按{wanted.name.zh}填写；您写了{numbers.plain(number)}{said.name.zh}，即 {amount} {wanted.name.zh}。",
        f"This is in {wanted.name.en}; you wrote {numbers.plain(number)} {said.name.en}, "
        f"which is {amount} {wanted.name.en}.",
    )


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """`value` in `source` expressed in `target`; raises CalculationError across dimensions."""
    if source.dimension != target.dimension:
        message = Text(
            f"“{source.name.zh}”不能换算为“{target.name.zh}”。",
            f"{source.name.en} cannot be converted into {target.name.en}.",
        )
        raise CalculationError("unit_dimension", message, field="unit")
    if source is target:
        return value
    return EXACT.divide(EXACT.multiply(value, source.size), target.size)


# --- units of factors -------------------------------------------------------------------------

_MASS = {"g": Decimal("0.001"), "kg": Decimal(1), "t": Decimal(1000)}
_NUMERATOR = re.compile(r"(?P<mass>g|kg|t)CO2(?P<e>e?)/(?P<per>.+)")
_PER = {
    "(passenger*km)": "passenger-km",
    "(tonne*km)": "tonne-km",
    "night": "room-night",
    "(person*meal)": "meal",
    "dish": "meal",
    "portion": "meal",
    "(participant*hour)": "participant-hour",
    "hour": "participant-hour",
}


@dataclass(frozen=True, slots=True)
class FactorUnit:
    """A factor's unit taken apart: kilograms per printed mass unit, and the activity unit."""

    kilograms: Decimal
    per: Unit


@lru_cache(maxsize=512)
def factor_unit(text: str) -> FactorUnit | None:
    """Take `gCO2e/(passenger*km)` apart; None for units that are not emissions per activity.

    A bare `km` is a vehicle-kilometre; a published `night` is a room-night (factors-notes 4).
    """
    match = _NUMERATOR.fullmatch(text)
    if match is None:
        return None
    per = match["per"]
    if per == "km":
        per = "vehicle-km"
    unit = UNITS.get(_PER.get(per, per))
    if unit is None:
        return None
    return FactorUnit(_MASS[match["mass"]], unit)
