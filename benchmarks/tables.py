"""A benchmark's figures, and how they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.rounds import Spread

HEAD = f"{'':56} {'measured':>12} {'':8} {'target':>12}\n"


@dataclass(frozen=True)
class Figure:
    """One measured value with its target: at most, at least, or `between`; without a target it informs."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    least: float | None = None
    most: float | None = None
    grows: tuple[str, int] | None = None
    """The curve that this is a point of, and how large what was measured is."""

    @classmethod
    def spread(cls, name: str, found: Spread, unit: str, **more: Any) -> Figure:
        """A figure that is the median of several rounds, with the least and the greatest of them."""
        return cls(name, found.median, unit, least=found.least, most=found.most, **more)

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

    def as_line(self) -> str:
        """A line of the printed table."""
        mark = "" if not self.target else ("met" if self.holds else "MISSED")
        between = "" if self.least is None else f" ({self.least:.3g} – {self.most:.3g})"
        return (
            f"{self.name:56} {self.value:12.3f} {self.unit:8} {self.target:>12} {mark}{between}\n"
        )

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "target": self.target,
                "holds": self.holds, "least": self.least, "most": self.most, "grows": self.grows}  # fmt: skip
