"""Results and factors as files. Cells that a spreadsheet could take for a formula are defused."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from footprint.numbers import plain, printed
from footprint.queries import FootprintView, LineView
from footprint.sets import Factor, FactorSet

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


def as_csv(view: FootprintView) -> bytes:
    """The lines of a footprint and its total, UTF-8 with a mark so that Excel reads it right."""
    rows = [_line(line) for line in view.lines]
    total = ["total", "合计", "Total", "", "", "", "", "", "", plain(view.total_exact)]
    return _csv(LINE_HEAD, [*rows, total])


def as_json(view: FootprintView) -> str:
    """A footprint with everything it rests on, as a file."""
    return json.dumps(as_data(view), ensure_ascii=False, indent=1)


def as_data(view: FootprintView) -> dict[str, Any]:
    """A footprint with everything it rests on, as the API writes numbers."""
    return {
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


def factors_csv(factor_set: FactorSet, factors: Iterable[Factor]) -> bytes:
    """Rows of a factor set, with the set's id."""
    rows = [[factor_set.id, *_factor(factor).values()] for factor in factors]
    return _csv(("factor_set", *FACTOR_HEAD), rows)


def factors_json(factor_set: FactorSet, factors: Iterable[Factor]) -> str:
    """A factor set's head and rows."""
    data = {
        "id": factor_set.id,
        "title": factor_set.title.as_data(),
        "note": factor_set.note.as_data(),
        "published": factor_set.published,
        "gwp_basis": factor_set.gwp_basis,
        "sha256": factor_set.sha256,
        "factors": [_factor(factor) for factor in factors],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


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
