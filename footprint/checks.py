"""Checks of published sets and guidelines: what `manage.py factors check` and the tests run. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator

from footprint import activities, guidelines, regions, sets, units
from footprint.sets import FOLDER, GRADES, Factor, FactorSet
from footprint.vocabulary import CATEGORIES, KINDS

EMISSION_KINDS = {
    "average_co2", "excl_market_nonfossil", "fossil_power_co2", "purchased_heat_co2", "combustion", "direct_co2",
    "direct_co2e", "lifecycle_co2", "lifecycle_co2e", "rf_included", "rf_excluded", "embodied", "waste_treatment",
}  # fmt: skip
NEVER = {"reduction", "baseline", "ets_reporting_co2", "spend_based"}
"""Kinds that are no emission factor of an activity and may not be in a set."""


def check(set_id: str) -> Iterator[str]:
    """What is wrong with a set and with the guidelines that use it; nothing when all is well."""
    yield from _files(set_id)
    factor_set = sets.load(set_id)
    for factor in factor_set:
        yield from (f"{factor.id}: {problem}" for problem in _factor(factor, factor_set))
    yield from _guidelines(factor_set)


def _files(set_id: str) -> Iterator[str]:
    head = tomllib.loads((FOLDER / set_id / "set.toml").read_text(encoding="utf-8"))
    seen: set[str] = set()
    for entry in head["file"]:
        content = (FOLDER / set_id / entry["name"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            yield f"{entry['name']}: the file is not the published one (sha256 differs)"
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        if len(rows) != entry["rows"]:
            yield f"{entry['name']}: {len(rows)} rows, {entry['rows']} in the head"
        for row in rows:
            if row["id"] in seen:
                yield f"{row['id']}: twice in the set"
            seen.add(row["id"])


def _factor(factor: Factor, factor_set: FactorSet) -> Iterator[str]:
    for name in ("source_title", "licence", "unit"):
        if not getattr(factor, name):
            yield f"{name} is missing"
    if not (factor.name.zh and factor.name.en):
        yield "the name is missing in one language"
    if factor.grade not in GRADES:
        yield f"unknown grade {factor.grade}"
    if factor.category not in CATEGORIES or factor.quantity_kind not in KINDS:
        yield "unknown category or kind"
    if factor.quantity_kind in NEVER:
        yield f"{factor.quantity_kind} is no emission factor of an activity"
    if factor.region not in regions.REGIONS:
        yield f"unknown region {factor.region}"
    if factor.gas_basis not in ("CO2", "CO2e", "none"):
        yield f"unknown gas basis {factor.gas_basis}"
    if factor.superseded_by and factor.superseded_by not in factor_set.factors:
        yield f"superseded by {factor.superseded_by}, which is not there"


def _guidelines(factor_set: FactorSet) -> Iterator[str]:
    for guideline in map(guidelines.load, guidelines.available()):
        for item in guideline.defaults:
            factor = factor_set.factors.get(item.factor)
            where = f"{guideline.id}: {item.activity}"
            if factor is None:
                yield f"{where}: no factor {item.factor}"
                continue
            activity = activities.find(item.activity)
            if (
                factor.category not in activity.categories
                or factor.quantity_kind not in activity.kinds
            ):
                yield f"{where}: {item.factor} is of another category or kind"
            taken = units.factor_unit(factor.unit)
            dimensions = {units.UNITS[code].dimension for code in activity.units}
            if taken is None or (
                activity.formula == "direct" and taken.per.dimension not in dimensions
            ):
                yield f"{where}: {item.factor} has the unit {factor.unit}"
