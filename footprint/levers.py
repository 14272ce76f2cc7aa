"""What to change first: reductions priced in kilograms by the very calculators, for any share. Pure.

A lever names the lines it fits, what is done instead of them, and the share it is done for. Its saving is
share × (kilograms now − kilograms instead); what is done instead is computed like any line. Levers that act
on the same lines overlap: their savings do not simply add up, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from footprint.calculation import compute, total_of
from footprint.choice import Rules
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.lever_list import LEVERS, Change
from footprint.numbers import EXACT, FRACTION_DIGITS, grouped, parse, plain, rounded
from footprint.results import Line, UsedFactor
from footprint.text import Text

LIMIT = 8
LINES_TOLD = 3
"""So many lines are told one by one; more are told together."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A change, the share it is made for, and what it saves, with the arithmetic.

    `kg` may be negative where the share is too small for the rules of the change, as with green power.
    """

    id: str
    name: Text
    how: Text
    share: Decimal
    now_kg: Decimal
    kg: Decimal
    steps: tuple[Text, ...]
    factors: tuple[UsedFactor, ...]

    @property
    def percent(self) -> str:
        """The share as a person types it, in percent."""
        return plain(EXACT.multiply(self.share, Decimal(100)))

    @property
    def action(self) -> Text:
        """The lever as a line of a plan."""
        if self.share == 1:
            return self.name
        return Text(f"{self.name.zh}（{self.percent}%）", f"{self.name.en} ({self.percent} %)")

    @property
    def saves_kg(self) -> int:
        """Whole kilograms for a plan, rounded down: a plan never promises more than was computed."""
        return max(int(self.kg), 0)


def find(
    lines: Sequence[tuple[ActivityInput, Decimal]],
    rules: Rules,
    *,
    shares: Mapping[str, Decimal] | None = None,
    limit: int = LIMIT,
) -> list[Lever]:
    """The levers that fit these lines, the largest saving first.

    `lines` are activities with their kilograms; `shares` replaces a lever's usual share (0 to 1), and a
    lever that is asked for so is always among the answers.
    """
    asked, work = shares or {}, _Work(rules, {})
    found = []
    for change in LEVERS.values():
        if change.subjects and rules.guideline.subject not in change.subjects:
            continue
        lever = _priced(change, lines, work, share=asked.get(change.id, Decimal(change.share)))
        if lever is not None and (lever.kg > 0 or change.id in asked):
            found.append(lever)
    found.sort(key=lambda lever: (lever.id not in asked, -lever.kg))
    kept = found[: max(limit, len(asked))]
    return sorted(kept, key=lambda lever: -lever.kg)


def share_from(text: str, *, field: str = "share") -> Decimal:
    """A share typed in percent, above 0 and up to 100; raises CalculationError."""
    percent = parse(text.replace("%", "").replace("％", ""), field=field)
    if not 0 < percent <= 100:
        message = Text(
            "请填写 0 到 100 之间的百分比。", "Enter a percentage above 0 and up to 100."
        )
        raise CalculationError("bad_share", message, field=field)
    return EXACT.divide(percent, Decimal(100))


@dataclass(frozen=True, slots=True)
class _Part:
    """One line that a change fits: now, instead, and what becomes of the share that is left."""

    line: Line
    kg: Decimal
    instead: Line | None
    rest: Line | None

    def saved(self, share: Decimal) -> Decimal:
        """Kilograms saved by making the change for a share of the line."""
        after = self.instead.kg if self.instead else Decimal(0)
        left = self.rest.kg if self.rest else self.kg
        kept = EXACT.multiply(left, EXACT.subtract(Decimal(1), share))
        now = EXACT.subtract(self.kg, kept)
        return EXACT.subtract(now, EXACT.multiply(after, share))


def _priced(
    change: Change, lines: Sequence[tuple[ActivityInput, Decimal]], work: _Work, *, share: Decimal
) -> Lever | None:
    parts = [
        part
        for index, (entered, kg) in enumerate(lines)
        if entered.factor is None and kg and change.fits(entered)
        if (part := work.part(change, entered, index=index, kg=kg)) is not None
    ]
    if not parts:
        return None
    saved = rounded(total_of(part.saved(share) for part in parts), places=FRACTION_DIGITS)
    return Lever(
        id=change.id,
        name=change.name,
        how=change.how,
        share=share,
        now_kg=total_of(part.kg for part in parts),
        kg=saved,
        steps=tuple(_steps(parts, share, saved)),
        factors=_factors(parts),
    )


@dataclass(slots=True)
class _Work:
    """The rules, and the lines computed so far: several levers look at the same ones."""

    rules: Rules
    known: dict[int, Line]

    def part(
        self, change: Change, entered: ActivityInput, *, index: int, kg: Decimal
    ) -> _Part | None:
        """A line with its replacement; None where what would be instead cannot be computed."""
        try:
            if index not in self.known:
                self.known[index] = compute(entered, self.rules)[0]
            instead = _line(change.instead, entered, self.rules)
            rest = _line(change.rest, entered, self.rules)
        except CalculationError:
            return None
        return _Part(line=self.known[index], kg=kg, instead=instead, rest=rest)


def _line(
    change: Callable[[ActivityInput], ActivityInput] | None, entered: ActivityInput, rules: Rules
) -> Line | None:
    if change is None:
        return None
    other = replace(change(entered), source_class="", label="", evidence="")
    return compute(other, rules)[0]


def _steps(parts: Sequence[_Part], share: Decimal, saved: Decimal) -> list[Text]:
    steps: list[Text] = []
    if len(parts) <= LINES_TOLD:
        for part in parts:
            steps.append(_told("现在", "now", part.line.name, part.line.steps[-1:]))
            for zh, en, line in (
                ("改为", "instead", part.instead),
                ("其余", "the rest", part.rest),
            ):
                if line is not None:
                    steps.append(_told(zh, en, line.name, line.steps[-1:]))
    else:
        now = grouped(total_of(part.kg for part in parts), places=3)
        steps.append(
            Text(f"{len(parts)} 行，现在共 {now} 千克", f"{len(parts)} lines, now {now} kg")
        )
    return [*steps, _sum(parts, share, saved)]


def _told(zh: str, en: str, name: Text, last: Sequence[Text]) -> Text:
    said = last[0] if last else Text("", "")
    return Text(f"{zh}（{name.zh}）：{said.zh}", f"{en} ({name.en}): {said.en}")


def _sum(parts: Sequence[_Part], share: Decimal, saved: Decimal) -> Text:
    """The last step: now − share × instead − (1 − share) × the rest."""
    now = grouped(total_of(part.kg for part in parts), places=3)
    after = total_of(part.instead.kg for part in parts if part.instead)
    rests = [part.rest.kg for part in parts if part.rest]
    percent, left = (grouped(EXACT.multiply(value, Decimal(100))) for value in (share, 1 - share))
    result = grouped(saved, places=3)
    if rests:
        kept = grouped(total_of(rests), places=3)
        gone = f" − {percent}% × {grouped(after, places=3)}" if after else ""
        sum_ = f"{now}{gone} − {left}% × {kept} = {result}"
    elif after:
        sum_ = f"({now} − {grouped(after, places=3)}) × {percent}% = {result}"
    else:
        sum_ = f"{now} × {percent}% = {result}"
    return Text(f"减少：{sum_} 千克", f"saved: {sum_} kg")


def _factors(parts: Sequence[_Part]) -> tuple[UsedFactor, ...]:
    """The factors of the lines and of their replacements, each once."""
    found: dict[str, UsedFactor] = {}
    for part in parts:
        for line in (part.line, part.instead, part.rest):
            for factor in line.factors if line else ():
                found.setdefault(factor.id, factor)
    return tuple(found.values())
