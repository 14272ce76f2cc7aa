"""What a calculation gives back: lines with their factors, steps and warnings, exact and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from footprint import numbers
from footprint.inputs import ActivityInput
from footprint.numbers import plain, printed
from footprint.text import Text

CUSTOM_GRADE = "U"
"""The grade shown for a factor that the user brought: nobody here has judged it."""


@dataclass(frozen=True, slots=True)
class UsedFactor:
    """A factor as a line used it, copied so that the line explains itself."""

    id: str
    name: Text
    value: Decimal
    unit: str
    region: str
    year: int
    source: str
    notice_number: str
    url: str
    grade: str
    quantity_kind: str
    gas_basis: str
    reason: Text

    def as_data(self) -> dict[str, object]:
        """Strings and integers only."""
        return {
            "id": self.id,
            "name": self.name.as_data(),
            "value": printed(self.value),
            "unit": self.unit,
            "region": self.region,
            "year": self.year,
            "source": self.source,
            "notice_number": self.notice_number,
            "url": self.url,
            "grade": self.grade,
            "quantity_kind": self.quantity_kind,
            "gas_basis": self.gas_basis,
            "reason": self.reason.as_data(),
        }


@dataclass(frozen=True, slots=True)
class Memo:
    """A figure shown beside the headline and not in it, such as radiative forcing."""

    id: str
    name: Text
    kg: Decimal

    def as_data(self) -> dict[str, object]:
        """Strings only."""
        return {"id": self.id, "name": self.name.as_data(), "kg": plain(self.kg)}


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a reader should know before trusting a line; `line` is its index or -1."""

    code: str
    message: Text
    line: int = -1

    def as_data(self) -> dict[str, object]:
        """Code, sentence and line number."""
        return {"code": self.code, "line": self.line, "message": self.message.as_data()}


@dataclass(frozen=True, slots=True)
class Line:
    """One computed activity. `kg` has at most nine decimals; the total is their exact sum."""

    entered: ActivityInput
    name: Text
    source_class: str
    clause: Text
    standard: Text
    kg: Decimal
    factors: tuple[UsedFactor, ...]
    steps: tuple[Text, ...]
    memos: tuple[Memo, ...]
    grade: str
    ghg: str
    iso_14064: int

    @property
    def is_custom(self) -> bool:
        """Whether the user's own factor was used."""
        return self.entered.factor is not None

    def as_data(self) -> dict[str, object]:
        """Strings, integers, lists and mappings only, ready for canonical JSON."""
        return {
            "activity": self.entered.activity,
            "label": self.entered.label,
            "name": self.name.as_data(),
            "source_class": self.source_class,
            "stage": self.entered.stage,
            "value": plain(self.entered.value),
            "unit": self.entered.unit,
            "quality": self.entered.quality,
            "evidence": self.entered.evidence,
            "kg": plain(self.kg),
            "factors": [factor.as_data() for factor in self.factors],
            "steps": [step.as_data() for step in self.steps],
            "memos": [memo.as_data() for memo in self.memos],
            "clause": self.clause.as_data(),
            "standard": self.standard.as_data(),
            "grade": self.grade,
            "ghg_protocol": self.ghg,
            "iso_14064_1": self.iso_14064,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """A whole calculation. `total_kg` is the exact total rounded up once, to buy."""

    guideline: str
    guideline_version: str
    factor_set: str
    factor_set_sha256: str
    region: str
    participants: int | None
    lines: tuple[Line, ...]
    warnings: tuple[Warning, ...]
    total_exact: Decimal
    days: int | None = None
    """Days of an event, for plausibility only."""

    @property
    def total_kg(self) -> int:
        """Kilograms, rounded up."""
        return numbers.whole_kilograms(self.total_exact)

    def by_class(self) -> dict[str, Decimal]:
        """Kilograms of each source class that has lines, in the order of the lines."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            sums[line.source_class] = numbers.EXACT.add(
                sums.get(line.source_class, Decimal(0)), line.kg
            )
        return sums

    def shares(self, what: str) -> dict[str, Decimal]:
        """Percent of the total by `quality` or `grade`, one decimal; empty for a zero total."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            key = line.grade if what == "grade" else line.entered.quality
            sums[key] = numbers.EXACT.add(sums.get(key, Decimal(0)), line.kg)
        if not self.total_exact:
            return {}
        return {
            key: numbers.rounded(numbers.EXACT.divide(kg * 100, self.total_exact), places=1)
            for key, kg in sorted(sums.items())
        }

    def as_data(self) -> dict[str, object]:
        """The whole result for JSON, as the API answers it."""
        return {
            "guideline": self.guideline,
            "guideline_version": self.guideline_version,
            "factor_set": self.factor_set,
            "factor_set_sha256": self.factor_set_sha256,
            "region": self.region,
            "participants": self.participants,
            "total_kg": self.total_kg,
            "total_kg_exact": plain(self.total_exact),
            "lines": [line.as_data() for line in self.lines],
            "warnings": [warning.as_data() for warning in self.warnings],
            "by_source_class": {key: plain(kg) for key, kg in self.by_class().items()},
            "quality_shares": {key: plain(value) for key, value in self.shares("quality").items()},
            "grade_shares": {key: plain(value) for key, value in self.shares("grade").items()},
        }
