"""A benchmark's figures, and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value with its target: at most, at least, or `between`; without a target it informs."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def target(self) -> str:
        """The target in words."""
        if self.at_most is not None and self.at_least is not None:
            return f"{self.at_least:g} – {self.at_most:g}"
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "target": self.target,
                "holds": self.holds}  # fmt: skip


def table(figures: Iterable[Figure]) -> str:
    """The figures below each other, with what was aimed at."""
    lines = [f"{'':56} {'measured':>12} {'':8} {'target':>12}"]
    for figure in figures:
        mark = "" if not figure.target else ("met" if figure.holds else "MISSED")
        lines.append(f"{figure.name:56} {figure.value:12.3f} {figure.unit:8} {figure.target:>12} {mark}")  # fmt: skip
    return "\n".join(lines) + "\n"
