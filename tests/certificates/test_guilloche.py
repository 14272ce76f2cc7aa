"""The engraving: deterministic, closed where it must close, small enough to print."""

import re
import zlib
from math import hypot
from pathlib import Path

import pytest
import segno

from marketplace.certificates import art, guilloche


def points_of(path: str) -> list[tuple[float, float]]:
    """The points a path passes, in mm."""
    x, y = (float(number) for number in re.match(r"M(-?\d+) (-?\d+)", path).groups())
    numbers = [int(number) for number in re.findall(r"-?\d+", path.split("c", 1)[1])]
    found = [(x / 100, y / 100)]
    for at in range(0, len(numbers), 6):
        x, y = x + numbers[at + 4], y + numbers[at + 5]
        found.append((x / 100, y / 100))
    return found


def test_the_same_arguments_give_the_same_lines():
    assert art.ground(first=True, demo=False) == art.ground.__wrapped__(first=True, demo=False)


def test_a_rosette_keeps_between_its_two_radii():
    for curve in guilloche.rosette(centre=(50, 50), inner=20, outer=30, petals=12, strands=5):
        distances = [hypot(x - 50, y - 50) for x, y in points_of(curve)]
        assert min(distances) >= 19.9 and max(distances) <= 30.1


def test_a_closed_curve_ends_where_it_began():
    curve = guilloche.spirograph(centre=(0, 0), fixed=84, rolling=25, reach=21, size=36)
    first, *_rest, last = points_of(curve)
    assert hypot(first[0] - last[0], first[1] - last[1]) < 0.02
    assert curve.endswith("z")


def test_a_ribbon_swings_no_further_than_it_may():
    strands = guilloche.ribbon(start=(0, 0), end=(100, 0), amplitude=3, beads=5, strands=4)
    assert len(set(strands)) == 4
    assert all(abs(y) <= 3.01 for strand in strands for _x, y in points_of(strand))


def test_a_lens_closes_at_both_ends():
    for strand in guilloche.lens(centre=(50, 5), width=100, height=8, waves=9, strands=6):
        points = points_of(strand)
        assert points[0] == (0.0, 5.0)
        assert points[-1] == pytest.approx((100.0, 5.0), abs=0.03)


def test_only_a_demonstration_carries_the_watermark():
    assert art.ground(first=True, demo=True) != art.ground(first=True, demo=False)
    assert art.SEAL_PALE not in art.ground(first=True, demo=False)


def test_the_pages_engravings_are_the_papers():
    folder = Path(art.__file__).parent / "static" / "certificates"
    for name, drawn in art.screen_parts().items():
        assert (folder / name).read_text() == drawn


def test_the_qr_code_draws_exactly_its_matrix_inside_a_quiet_zone():
    address = "http://testserver/zh-hans/certificates/ZH-7K4M-Q2XD-93FB-T5"
    code = art.qr(address)
    dark = set()
    for x, y, length in re.findall(rb"(\d+) (\d+) (\d+) 1 re", zlib.decompress(code.operators)):
        dark |= {(int(x) + step - 2, int(y) - 2) for step in range(int(length))}
    matrix = segno.make_qr(address, error="m").matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert code.width == code.height == len(matrix) + 4
