"""Engraved line work as SVG paths: woven ribbons, rosettes, and the lens behind the figure.

Pure and deterministic: the same arguments give the same text. Curves are sampled where they bend and
joined by cubic Béziers (Catmull-Rom), in whole hundredths of a millimetre, so that a page of them stays small.
Lengths in arguments are millimetres; paths are drawn in units of 0.01 mm.
"""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

Point = tuple[float, float]

UNITS_PER_MM = 100


def path(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return a smooth SVG path through ``points`` (mm), relative and in whole units of 0.01 mm."""
    units = [(x * UNITS_PER_MM, y * UNITS_PER_MM) for x, y in points]
    count = len(units)
    spans = count if closed else count - 1
    x, y = (round(value) for value in units[0])
    pieces = [f"M{x} {y}c"]
    for index in range(spans):
        before, start, end, after = (
            _at(units, index + step, closed=closed) for step in (-1, 0, 1, 2)
        )
        numbers = []
        for point in (
            (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
            (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
            end,
        ):
            numbers += [round(point[0]) - x, round(point[1]) - y]
        x, y = x + numbers[4], y + numbers[5]
        pieces.append("".join(_number(value) for value in numbers))
    return "".join(pieces) + ("z" if closed else "")


def _at(points: Sequence[Point], index: int, *, closed: bool) -> Point:
    count = len(points)
    return points[index % count] if closed else points[min(max(index, 0), count - 1)]


def _number(value: int) -> str:
    return f" {value}" if value >= 0 else str(value)


def ribbon(*, start: Point, end: Point, amplitude: float, beads: int, strands: int) -> list[str]:
    """Return ``strands`` open waves woven along a straight line, swelling ``beads`` times between its ends.

    Each strand swings up to ``amplitude`` (mm) to both sides, four times a bead, shifted by an equal part of a
    wave; at both ends and between the beads the ribbon is at its narrowest.
    """
    length = hypot(end[0] - start[0], end[1] - start[1])
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    samples = beads * 4 * 6
    curves = []
    for strand in range(strands):
        shift = 2 * pi * strand / strands
        points = []
        for index in range(samples + 1):
            part = index / samples
            swing = (
                amplitude
                * sin(2 * pi * 4 * beads * part + shift)
                * (0.7 - 0.3 * cos(2 * pi * beads * part))
            )
            x, y = start[0] + along[0] * length * part, start[1] + along[1] * length * part
            points.append((x - along[1] * swing, y + along[0] * swing))
        curves.append(path(points, closed=False))
    return curves


def rosette(*, centre: Point, inner: float, outer: float, petals: int, strands: int) -> list[str]:
    """Return ``strands`` closed petal curves between two radii, each turned by an equal part of a petal.

    The radius of a strand is a wave of ``petals`` crests with a weaker one of three times as many on it: the
    envelope of all strands is the lace that an engraver's lathe cuts.
    """
    middle, swing = (inner + outer) / 2, (outer - inner) / 2
    samples = petals * 10
    curves = []
    for strand in range(strands):
        shift = 2 * pi * strand / strands
        points = []
        for index in range(samples):
            angle = 2 * pi * index / samples
            wave = 0.8 * sin(petals * angle + shift) + 0.2 * sin(3 * petals * angle + 2 * shift)
            radius = middle + swing * wave
            points.append((centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)))
        curves.append(path(points))
    return curves


def spirograph(*, centre: Point, fixed: int, rolling: int, reach: float, size: float) -> str:
    """Return the closed hypotrochoid of a wheel of ``rolling`` teeth in a ring of ``fixed`` teeth.

    ``reach`` is the pen's distance from the wheel's centre in teeth, ``size`` the outermost radius in mm.
    """
    turns = _turns(fixed, rolling)
    samples = turns * max(24, 10 * fixed // rolling)
    scale = size / (fixed - rolling + reach)
    points = []
    for index in range(samples):
        angle = 2 * pi * turns * index / samples
        inside = angle * (fixed - rolling) / rolling
        points.append(
            (
                centre[0] + scale * ((fixed - rolling) * cos(angle) + reach * cos(inside)),
                centre[1] + scale * ((fixed - rolling) * sin(angle) - reach * sin(inside)),
            )
        )
    return path(points)


def _turns(fixed: int, rolling: int) -> int:
    """How often a wheel goes around a ring until the curve closes."""
    first, second = fixed, rolling
    while second:
        first, second = second, first % second
    return rolling // first


def lens(*, centre: Point, width: float, height: float, waves: int, strands: int) -> list[str]:
    """Return ``strands`` open waves across a lens that is ``height`` tall in its middle and closes at both ends."""
    samples = waves * 12
    curves = []
    for strand in range(strands):
        shift = 2 * pi * strand / strands
        points = []
        for index in range(samples + 1):
            part = index / samples
            envelope = sin(pi * part) ** 0.8 * height / 2
            swing = 0.62 * sin(2 * pi * waves * part + shift) + 0.38 * sin(
                2 * pi * part + 2 * shift
            )
            points.append((centre[0] + (part - 0.5) * width, centre[1] + envelope * swing))
        curves.append(path(points, closed=False))
    return curves
