"""Checks of factor sets and guidelines: what `manage.py factors check` and the tests run. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from footprint import activities, guidelines, regions, sets, units
from footprint.guidelines import Default, Guideline
from footprint.sets import GRADES, Factor, FactorSet, provenance
from footprint.vocabulary import CATEGORIES, KINDS, LICENCES

NEVER = {"reduction", "baseline", "ets_reporting_co2", "spend_based"}
"""Kinds that are no emission factor of an activity and may not be in a set."""

PARAMETERS = {
    "ncv",
    "carbon_content",
    "oxidation",
    "density",
    "mass_share",
    "activity_default",
    "model_constant",
}
"""Kinds that no line is multiplied by: never a default, never with a unit of emissions."""

APART = (
    {"average_co2", "excl_market_nonfossil", "fossil_power_co2", "footprint_co2e"},
    {"rf_included", "rf_excluded"},
)
"""Quantities of the same thing that may not meet among the defaults of one activity."""

_PROXIED = {"land_travel", "sea_travel", "air_travel", "freight", "material", "waste", "water"}
"""Categories in which a UK value can only be a proxy here; a UK hotel is a hotel in the UK."""

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_YEARS = range(1990, 2101)


def check(set_id: str) -> Iterator[str]:
    """What is wrong with a published set and the guidelines on it; nothing when all is well."""
    yield from check_folder(sets.FOLDER / set_id)


def check_folder(folder: Path) -> Iterator[str]:
    """The same for a set in any folder, before it is published."""
    yield from _files(folder)
    factor_set = sets.read(folder)
    if factor_set.predecessor and factor_set.predecessor not in sets.available():
        yield f"set.toml: the predecessor {factor_set.predecessor} is not published"
    for factor in factor_set:
        yield from (f"{factor.id}: {problem}" for problem in _factor(factor, factor_set))
    for guideline in map(guidelines.load, guidelines.available()):
        where = guideline.id
        yield from (f"{where}: {problem}" for problem in _guideline(guideline, factor_set))


def _files(folder: Path) -> Iterator[str]:
    head = tomllib.loads((folder / "set.toml").read_text(encoding="utf-8"))
    named = {entry["name"] for entry in head["file"]}
    for stray in sorted({path.name for path in folder.glob("*.csv")} - named):
        yield f"{stray}: not named in the head"
    seen: set[str] = set()
    for entry in head["file"]:
        content = (folder / entry["name"]).read_bytes()
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
    yield from _words(factor)
    yield from _vocabulary(factor)
    yield from _unit(factor)
    yield from _grade(factor)
    if factor.superseded_by:
        later = factor_set.factors.get(factor.superseded_by)
        if later is None:
            yield f"superseded by {factor.superseded_by}, which is not there"
        elif later.quantity_kind != factor.quantity_kind or later.superseded_by:
            yield f"superseded by {factor.superseded_by}, which is of another kind or superseded itself"
    if factor.quantity_kind == "gwp100" and provenance.of(factor).gwp.set not in (
        "AR4",
        "AR5",
        "AR6",
    ):
        yield "a warming potential without its report"


def _words(factor: Factor) -> Iterator[str]:
    for name in ("source_title", "licence", "unit"):
        if not getattr(factor, name):
            yield f"{name} is missing"
    if not (factor.name.zh and factor.name.en):
        yield "the name is missing in one language"
    if factor.url:
        address = urlsplit(factor.url)
        if address.scheme not in ("http", "https") or not address.netloc or " " in factor.url:
            yield f"no address: {factor.url}"
    if factor.published and not _DATE.fullmatch(factor.published):
        yield f"no date: {factor.published}"
    if factor.year not in _YEARS:
        yield f"no year: {factor.year}"


def _vocabulary(factor: Factor) -> Iterator[str]:
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
    if factor.licence and factor.licence not in LICENCES:
        yield f"unknown licence {factor.licence}"


def _unit(factor: Factor) -> Iterator[str]:
    """A unit of emissions says the gas basis of its row; a parameter has no such unit."""
    numerator = re.match(r"(?:g|kg|t)(CO2e?)/", factor.unit)
    if factor.quantity_kind in PARAMETERS:
        if factor.gas_basis == "none" and numerator:
            yield f"a parameter with the unit {factor.unit}"
    elif numerator is None:
        yield f"{factor.unit} is no unit of an emission factor"
    elif numerator[1] != factor.gas_basis:
        yield f"the unit {factor.unit} does not say {factor.gas_basis}"


def _grade(factor: Factor) -> Iterator[str]:
    """Grades judge the use in China: a value of another country is a proxy, memory is weak."""
    said = factor.url or factor.notice_number or factor.note or "copies" in factor.source_title
    if factor.grade == "A" and not said:
        yield "grade A without an address, a number or a word of what was read"
    foreign = factor.region == "GB" and factor.category in _PROXIED
    if factor.grade in ("A", "B") and (foreign or "proxy for china" in factor.note.casefold()):
        yield f"grade {factor.grade} for a proxy"
    if factor.grade == "A" and "From memory" in factor.note:
        yield "grade A from memory"


def _guideline(guideline: Guideline, factor_set: FactorSet) -> Iterator[str]:
    kinds: dict[str, set[str]] = {}
    for item in guideline.defaults:
        factor = factor_set.factors.get(item.factor)
        if factor is None:
            yield f"{item.activity}: no factor {item.factor}"
            continue
        kinds.setdefault(item.activity, set()).add(factor.quantity_kind)
        yield from (f"{item.activity}: {problem}" for problem in _default(item, factor))
    for activity, found in kinds.items():
        for apart in APART:
            if len(found & apart) > 1:
                yield f"{activity}: the defaults mix {', '.join(sorted(found & apart))}"
    yield from _gwp(guideline, factor_set)


def _default(item: Default, factor: Factor) -> Iterator[str]:
    activity = activities.find(item.activity)
    if factor.category not in activity.categories or factor.quantity_kind not in activity.kinds:
        yield f"{item.factor} is of another category or kind"
    if factor.superseded_by:
        yield f"{item.factor} is superseded by {factor.superseded_by}"
    if provenance.of(factor).avoid:
        yield f"{item.factor} is not to be used"
    taken = units.factor_unit(factor.unit)
    dimensions = {units.UNITS[code].dimension for code in activity.units}
    if taken is None or (activity.formula == "direct" and taken.per.dimension not in dimensions):
        yield f"{item.factor} has the unit {factor.unit}"


def _gwp(guideline: Guideline, factor_set: FactorSet) -> Iterator[str]:
    """One report for the whole guideline, with a row for every gas that may be entered."""
    if guideline.gwp_basis not in ("AR4", "AR5", "AR6"):
        yield f"unknown GWP basis {guideline.gwp_basis}"
        return
    for gas in activities.GAS.choices or {}:
        row = factor_set.factors.get(f"gwp-{gas}-{guideline.gwp_basis.lower()}")
        if row is None or provenance.of(row).gwp.set != guideline.gwp_basis:
            yield f"refrigerant: no {guideline.gwp_basis} row of {gas}"
