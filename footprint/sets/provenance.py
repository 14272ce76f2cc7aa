"""What a row's source says beyond its number: the GWP set behind CO2e, and where the number holds. Pure.

Both are derived from the row by the rules in `provenance.toml`, which name their evidence. Where no
source says it the answer is "not stated"; nothing is filled in.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint.sets import Factor
from footprint.text import Text

FILE = Path(__file__).parent / "provenance.toml"
GWP_SETS = ("AR4", "AR5", "AR6", "not_applicable", "not_stated")


@dataclass(frozen=True, slots=True)
class Gwp:
    """The assessment report by which gases were turned into CO2e, and how we know."""

    set: str
    name: Text
    evidence: Text


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a number holds, or for what it must not be used.

    `avoid` marks rows that should not be used at all; kilometres bound a distance where there is one.
    """

    text: Text
    avoid: bool = False
    min_km: Decimal | None = None
    max_km: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about a row besides its columns."""

    gwp: Gwp
    limits: tuple[Limit, ...]

    @property
    def avoid(self) -> bool:
        """Whether the row is kept for comparison only."""
        return any(limit.avoid for limit in self.limits)


@lru_cache(maxsize=8192)
def of(factor: Factor) -> Provenance:
    """The GWP set and the valid range of a row."""
    rules = _rules()
    gwp = next(rule for rule in rules["gwp"] if _fits(factor, rule))
    limits = tuple(_limit(rule) for rule in rules["limit"] if _fits(factor, rule))
    return Provenance(Gwp(gwp["set"], _text(gwp, "name"), _text(gwp, "evidence")), limits)


@lru_cache(maxsize=1)
def edition() -> str:
    """A short mark of these rules: what is derived may change with them, though no row ever does."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]


def _fits(factor: Factor, rule: Mapping[str, Any]) -> bool:
    unless: Mapping[str, str] = rule.get("unless", {})
    return all(_holds(factor, key, wanted) for key, wanted in rule["when"].items()) and not any(
        _holds(factor, key, wanted) for key, wanted in unless.items()
    )


def _holds(factor: Factor, key: str, wanted: str) -> bool:
    match key:
        case "id":
            return fnmatchcase(factor.id, wanted)
        case "note":
            return wanted.casefold() in factor.note.casefold()
        case "source":
            return wanted in factor.source_title
        case _:
            return bool(getattr(factor, key) == wanted)


def _limit(rule: Mapping[str, Any]) -> Limit:
    return Limit(
        _text(rule, "text"), rule.get("avoid", False), _km(rule, "min_km"), _km(rule, "max_km")
    )


def _km(rule: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(rule[key]) if key in rule else None


def _text(rule: Mapping[str, Any], key: str) -> Text:
    return Text(rule[f"{key}_zh"], rule[f"{key}_en"])


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
