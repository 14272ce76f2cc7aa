"""From the JSON of all runs to the tables and growth curves in the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.charts import growth

RUNS = Path("var") / "benchmarks"
PAGE = Path("docs") / "benchmarks.md"
IMAGES = Path("docs") / "images"
BEGIN, END = "<!-- figures: {} -->", "<!-- end -->"
CURVES = {
    "purchase": ("ms a purchase, by retirements there are", "ms"),
    "purchase pages": ("Pages a purchase touches, by retirements there are", "pages of 8 KiB"),
    "lookup pages": ("Pages a look-up touches, by retirements there are", "pages of 8 KiB"),
    "quantity": ("A purchase, by kilograms bought", "ms"),
    "check": ("Checking the whole log offline, by entries", "s"),
    "proof": ("One proof, by entries", "ms"),
    "hashes": ("Hashes in a proof, by entries", ""),
}


def run() -> int:
    """Fill the page's marked places from what was measured; a run that is missing leaves its place as it is."""
    text = PAGE.read_text(encoding="utf-8")
    for path in sorted(RUNS.glob("*.json")):
        figures = json.loads(path.read_text(encoding="utf-8"))
        text = filled(text, path.stem, table(figures) + images(path.stem, figures))
    PAGE.write_text(text, encoding="utf-8")
    return 0


def filled(text: str, name: str, content: str) -> str:
    """Return the page with the content between a run's marks; as it is where it has no such marks."""
    head, mark, rest = text.partition(BEGIN.format(name))
    if not mark:
        return text
    _old, end, tail = rest.partition(END)
    if not end:
        raise ValueError(f"{name} has no end mark")
    return f"{head}{mark}\n{content}{END}{tail}"


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| figure | median | from – to | target | |", "|---|---:|---|---|---|"]
    for each in figures:
        between = "" if each["least"] is None else f"{each['least']:.4g} – {each['most']:.4g}"
        mark = "" if not each["target"] else "met" if each["holds"] else "**missed**"
        value = f"{each['value']:,.4g}" if each["value"] < 10_000 else f"{each['value']:,.0f}"
        lines.append(
            f"| {each['name']} | {value} {each['unit']} | {between} | {each['target']} | {mark} |"
        )
    return "\n".join(lines) + "\n\n"


def images(name: str, figures: list[dict[str, Any]]) -> str:
    """Draw the curves among the figures and return the lines that show them."""
    curves: dict[str, list[tuple[float, float]]] = {}
    for each in figures:
        if each.get("grows"):
            curve, size = each["grows"]
            curves.setdefault(curve, []).append((size, each["value"]))
    shown = ""
    for curve, points in curves.items():
        if curve in CURVES and len(points) > 1:
            title, unit = CURVES[curve]
            file = IMAGES / f"{name}-{curve.replace(' ', '-')}.svg"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(growth(title, unit, points), encoding="utf-8")
            shown += f"![{title}](images/{file.name})\n"
    return f"{shown}\n" if shown else ""
