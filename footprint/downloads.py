"""Results and factors as files. Cells that a spreadsheet could take for a formula are defused."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from footprint import scopes, sets
from footprint.numbers import plain, printed
from footprint.queries import FootprintView, LineView
from footprint.sets import Factor, FactorSet, provenance

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell may begin with that a spreadsheet could take for a formula."""
LINE_HEAD = (
    "source_class", "name_zh", "name_en", "label", "stage", "value", "unit", "quality", "grade", "kg",
    "factor_ids", "factor_values", "factor_units", "factor_sources", "clause_zh", "clause_en",
    "ghg_protocol", "iso_14064_1", "steps_zh", "steps_en",
)  # fmt: skip
FACTOR_HEAD = (
    "id", "category", "name_zh", "name_en", "value", "unit", "gas_basis", "quantity_kind", "region", "year",
    "published", "source_title", "notice_number", "url", "licence", "grade", "note", "superseded_by",
)  # fmt: skip
DERIVED_HEAD = ("gwp_set", "gwp_evidence_zh", "gwp_evidence_en", "valid_range_zh", "valid_range_en")
"""Columns that follow from the row by `sets/provenance.toml`."""


def as_csv(view: FootprintView) -> bytes:
    """The lines of a footprint and its total, UTF-8 with a mark so that Excel reads it right."""
    rows = [_line(line) for line in view.lines]
    total = _sum_row("total", "合计", "Total", plain(view.total_exact))
    return _csv(LINE_HEAD, [*rows, total, *_scope_rows(view)])


def _scope_rows(view: FootprintView) -> list[list[str]]:
    """An organization's sums by scope, and the guideline's own total; nothing for events and people."""
    found = scopes.of(view)
    if found is None:
        return []
    rows = [
        _sum_row(row.id, row.name.zh, row.name.en, plain(row.kg))
        for row in (found.guideline, found.apart, *found.rows)
    ]
    if found.market is not None:
        zh, en = "范围二，市场法（不计入合计）", "Scope 2, market-based (beside the total)"
        rows.append(_sum_row("scope_2_market", zh, en, plain(found.market)))
    return rows


def _sum_row(id: str, zh: str, en: str, kg: str) -> list[str]:
    return [id, zh, en, "", "", "", "", "", "", kg]


def as_json(view: FootprintView) -> str:
    """A footprint with everything it rests on, as a file."""
    return json.dumps(as_data(view), ensure_ascii=False, indent=1)


def as_data(view: FootprintView) -> dict[str, Any]:
    """A footprint with everything it rests on, as the API writes numbers."""
    data: dict[str, Any] = {
        "guideline": view.guideline,
        "guideline_version": view.guideline_version,
        "factor_set": view.factor_set,
        "factor_set_sha256": view.factor_set_sha256,
        "region": view.region,
        "title": view.title,
        "total_kg": view.total_kg,
        "total_kg_exact": plain(view.total_exact),
        "lines": [_line_data(line) for line in view.lines],
        "warnings": list(view.warnings),
        "inputs": view.inputs,
    }
    by_scope = scopes.of(view)
    if by_scope is not None:
        data["scopes"] = by_scope.as_data()
    return data


@lru_cache(maxsize=8)
def whole_set(set_id: str, kind: str) -> bytes:
    """A published set as one file, `csv` or `json`; made once a process, for it never changes."""
    factor_set = sets.load(set_id)
    return factors(factor_set, factor_set, kind=kind)


def factors(factor_set: FactorSet, rows: Iterable[Factor], *, kind: str) -> bytes:
    """Rows of a factor set with what is derived from them, `csv` with the set's id or `json` with its head."""
    written = [_factor(factor) for factor in rows]
    if kind == "csv":
        head = ("factor_set", *FACTOR_HEAD, *DERIVED_HEAD)
        return _csv(head, [[factor_set.id, *row.values()] for row in written])
    data = {
        "id": factor_set.id,
        "title": factor_set.title.as_data(),
        "note": factor_set.note.as_data(),
        "published": factor_set.published,
        "gwp_basis": factor_set.gwp_basis,
        "predecessor": factor_set.predecessor or None,
        "sha256": factor_set.sha256,
        "count": len(written),
        "factors": written,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def table_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Any table of ours as a CSV file, its cells defused."""
    return _csv(head, rows)


def _line(line: LineView) -> list[str]:
    factors = line.factors
    return [
        line.source_class, line.name.zh, line.name.en, line.label, line.stage, line.value, line.unit,
        line.quality, line.grade, plain(line.kg),
        *("; ".join(str(factor[key]) for factor in factors) for key in ("id", "value", "unit", "source")),
        line.clause.zh, line.clause.en, line.ghg_protocol, str(line.iso_14064_1),
        "; ".join(step.zh for step in line.steps), "; ".join(step.en for step in line.steps),
    ]  # fmt: skip


def _line_data(line: LineView) -> dict[str, Any]:
    return {
        "activity": line.activity,
        "name": line.name.as_data(),
        "source_class": line.source_class,
        "stage": line.stage,
        "value": line.value,
        "unit": line.unit,
        "quality": line.quality,
        "kg": plain(line.kg),
        "factors": list(line.factors),
        "steps": [step.as_data() for step in line.steps],
        "memos": list(line.memos),
        "clause": line.clause.as_data(),
        "ghg_protocol": line.ghg_protocol,
        "iso_14064_1": line.iso_14064_1,
    }


def _factor(factor: Factor) -> dict[str, str]:
    return {
        "id": factor.id,
        "category": factor.category,
        "name_zh": factor.name.zh,
        "name_en": factor.name.en,
        "value": printed(factor.value),
        "unit": factor.unit,
        **{key: str(getattr(factor, key)) for key in FACTOR_HEAD[6:]},
        **_derived(factor),
    }


def _derived(factor: Factor) -> dict[str, str]:
    known = provenance.of(factor)
    return {
        "gwp_set": known.gwp.set,
        "gwp_evidence_zh": known.gwp.evidence.zh,
        "gwp_evidence_en": known.gwp.evidence.en,
        "valid_range_zh": " ".join(limit.text.zh for limit in known.limits),
        "valid_range_en": " ".join(limit.text.en for limit in known.limits),
    }


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    """Put an apostrophe before what Excel would run; plain negative numbers stay numbers."""
    if cell.startswith(FORMULA_STARTS) and not cell.lstrip("-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell
