"""Where the rectangles and lines of our charts stand: pure functions from values to whole numbers of a view box."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

Value = int | Decimal


@dataclass(frozen=True)
class Span:
    x: int
    width: int


def shares(values: Sequence[Value], *, whole: Value, length: int) -> list[Span]:
    """Spans of ``values`` side by side on a line of ``length`` that stands for ``whole``.

    Spans touch and never run past the line; what is more than nothing gets at least one unit, taken
    from the widest. Raises ValueError if a value is negative.
    """
    if any(value < 0 for value in values):
        raise ValueError("a share cannot be negative")
    total = Decimal(sum(values))
    scale = max(Decimal(whole), total)
    if not total:
        return [Span(0, 0) for _ in values]
    widths = [max(1, int(Decimal(value) * length / scale)) if value else 0 for value in values]
    widths[widths.index(max(widths))] += round(total * length / scale) - sum(widths)
    ends = list(accumulate(widths, initial=0))
    return [Span(x, width) for x, width in zip(ends, widths, strict=False)]


def nice_top(values: Sequence[Value]) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that no value passes: the top of an axis that begins at zero."""
    highest = Decimal(max([*values, 0]))
    if highest <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(highest.adjusted())
    return next(
        step * power
        for step in map(Decimal, ("1", "2", "2.5", "5", "10"))
        if step * power >= highest
    )


def polyline(
    values: Sequence[Value], *, top: Value, width: int, height: int
) -> list[tuple[int, int]]:
    """Points at equal distances over ``width``, zero at the bottom and ``top`` at 0."""
    gaps = max(len(values) - 1, 1)
    return [
        (
            round(Decimal(width) * place / gaps),
            height - round(Decimal(height) * Decimal(value) / Decimal(top)),
        )
        for place, value in enumerate(values)
    ]
