"""A growth curve as a small SVG: the size on a logarithmic axis, the values on one from nought."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10

WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 40, 44
INK, PALE, LINE = "#1f2a25", "#5d6a64", "#1f6f54"
Point = tuple[float, float]


def growth(title: str, unit: str, points: Sequence[Point]) -> str:
    """Return the chart of (size, value) points. Raises ValueError for fewer than two."""
    if len(points) < 2:
        raise ValueError("a curve has two points at least")
    ordered = sorted(points)
    most = max(value for _size, value in ordered) * 1.15 or 1.0
    least_log, span = log10(ordered[0][0]), log10(ordered[-1][0] / ordered[0][0])

    def place(size: float, value: float) -> tuple[float, float]:
        across = (log10(size) - least_log) / span
        x = LEFT + across * (WIDTH - LEFT - RIGHT)
        return round(x, 1), round(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM), 1)

    spots = [(*place(size, value), size, value) for size, value in ordered]
    path = " ".join(f"{x},{y}" for x, y, _size, _value in spots)
    marks = "".join(
        f'<circle cx="{x}" cy="{y}" r="3.5" fill="{LINE}"/>'
        f'<text x="{x}" y="{y - 9}" fill="{INK}" text-anchor="middle">{_short(value)}</text>'
        f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" fill="{PALE}" text-anchor="middle">{int(size):,}</text>'
        for x, y, size, value in spots
    )
    floor = HEIGHT - BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf6"/>'
        f'<text x="{LEFT - 40}" y="22" fill="{INK}" font-size="14">{escape(title)}</text>'
        f'<text x="{WIDTH - RIGHT}" y="22" fill="{PALE}" text-anchor="end">{escape(unit)}</text>'
        f'<line x1="{LEFT - 12}" y1="{floor}" x2="{WIDTH - RIGHT + 12}" y2="{floor}" stroke="{PALE}"/>'
        f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>{marks}</svg>\n'
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
