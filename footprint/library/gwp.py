"""Warming potentials of gases side by side, and of blends computed from their composition. Pure.

A blend's value is Σ share × GWP100 of its parts, by mass, within one assessment report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from footprint.numbers import EXACT, plain
from footprint.sets import Factor, FactorSet

REPORTS = ("AR4", "AR5", "AR6")
_FORMULAS = {"ch4": "CH₄", "n2o": "N₂O", "sf6": "SF₆", "nf3": "NF₃", "cf4": "CF₄", "c2f6": "C₂F₆"}


@dataclass(frozen=True, slots=True)
class Gas:
    """A gas with its value in each report (None where the set has none), and values that disagree."""

    code: str
    label: str
    values: tuple[Factor | None, ...]
    others: tuple[Factor, ...]

    @property
    def outside_kyoto(self) -> bool:
        """Whether the gas falls under the Montreal Protocol instead."""
        return any("outside the Kyoto" in factor.note for factor in self.values if factor)


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a blend: its share of the mass in percent."""

    gas: str
    label: str
    share: Factor


@dataclass(frozen=True, slots=True)
class Mixed:
    """A blend's value by one report: how it comes about, and the row that the calculators use."""

    report: str
    value: Decimal
    step: str
    row: Factor | None

    @property
    def agrees(self) -> bool:
        """Whether the published row is what the composition gives."""
        return self.row is not None and self.row.value == self.value


@dataclass(frozen=True, slots=True)
class Blend:
    """A mixture of refrigerants."""

    code: str
    label: str
    parts: tuple[Part, ...]
    mixed: tuple[Mixed, ...]


@lru_cache(maxsize=8)
def gases(factor_set: FactorSet) -> tuple[Gas, ...]:
    """Every gas of a set that is no blend, in the order of the files."""
    mixtures = {code for code, _ in _shares(factor_set)}
    codes = dict.fromkeys(
        factor.id.split("-")[1] for factor in factor_set if factor.category == "refrigerant_gwp"
    )
    return tuple(_gas(code, factor_set) for code in codes if code not in mixtures)


@lru_cache(maxsize=8)
def blends(factor_set: FactorSet) -> tuple[Blend, ...]:
    """Every blend whose composition the set holds, computed for each report."""
    codes = dict.fromkeys(code for code, _ in _shares(factor_set))
    return tuple(blend(code, factor_set) for code in codes)


def blend(code: str, factor_set: FactorSet) -> Blend:
    """One blend; raises KeyError for a part whose warming potential the set does not hold."""
    parts = tuple(
        Part(gas, label(gas), share)
        for mixture, share in _shares(factor_set)
        if mixture == code
        for gas in [share.id.split("-")[2]]
    )
    mixed = tuple(_mixed(code, parts, report, factor_set=factor_set) for report in REPORTS)
    return Blend(code, label(code), parts, mixed)


def label(code: str) -> str:
    """How a gas is written: CH₄, R134a, R410A."""
    if code in _FORMULAS:
        return _FORMULAS[code]
    blended = code.startswith(("r4", "r5"))
    return code.upper() if blended else f"R{code[1:]}"


def _mixed(code: str, parts: tuple[Part, ...], report: str, *, factor_set: FactorSet) -> Mixed:
    total, terms = Decimal(0), []
    for part in parts:
        potential = factor_set.factors[f"gwp-{part.gas}-{report.lower()}"].value
        share = part.share.value
        total = EXACT.add(total, EXACT.divide(EXACT.multiply(share, potential), Decimal(100)))
        terms.append(f"{plain(share)} % × {plain(potential)}")
    row = factor_set.factors.get(f"gwp-{code}-{report.lower()}")
    return Mixed(report, total, f"{' + '.join(terms)} = {plain(total)}", row)


def _gas(code: str, factor_set: FactorSet) -> Gas:
    rows = [factor for factor in factor_set if factor.id.startswith(f"gwp-{code}-")]
    plain_ids = [f"gwp-{code}-{report.lower()}" for report in REPORTS]
    values = tuple(factor_set.factors.get(row_id) for row_id in plain_ids)
    others = tuple(row for row in rows if row.id not in plain_ids)
    return Gas(code, label(code), values, others)


def _shares(factor_set: FactorSet) -> Iterator[tuple[str, Factor]]:
    """Blend and share for every row of composition, `blend-r410a-r32`."""
    for factor in factor_set:
        if factor.quantity_kind == "mass_share":
            yield factor.id.split("-")[1], factor
