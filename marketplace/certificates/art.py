"""The drawn parts of the paper: engraved ground and seal as SVG, the QR code. Pure; colours are print colours."""

from functools import lru_cache

import segno

from look.paper.engraving import Engraving, from_squares
from look.paper.fonts import outlines
from marketplace.certificates import guilloche

PAPER, PINE, PINE_PALE, GOLD, SEAL, SEAL_PALE = (
    "#fdfcf7",
    "#0d5b48",
    "#dce8de",
    "#b79a4e",
    "#b3321f",
    "#f8e8e2",
)
INK = (0x17 / 255, 0x21 / 255, 0x1D / 255)
WIDTH, HEIGHT = 210.0, 297.0
EDGE = 14.6  # centre line of the woven border, mm from the paper's edge
_OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
    'width="{mm_width}mm" height="{mm_height}mm">'
)


def _svg(body: str, *, width: float, height: float) -> str:
    """Wrap ``body``, drawn in units of 0.01 mm, in an svg element of ``width`` × ``height`` mm."""
    units = guilloche.UNITS_PER_MM
    head = _OPEN.format(
        width=round(width * units),
        height=round(height * units),
        mm_width=f"{width:g}",
        mm_height=f"{height:g}",
    )
    return f"{head}{body}</svg>"


def _strokes(paths: list[str], *, colour: str, width: float) -> str:
    """Draw paths as lines of ``width`` mm."""
    drawn = "".join(f'<path d="{data}"/>' for data in paths)
    return f'<g fill="none" stroke="{colour}" stroke-width="{width * guilloche.UNITS_PER_MM:g}">{drawn}</g>'


def _frame(inset: float, *, colour: str, width: float) -> str:
    units = guilloche.UNITS_PER_MM
    x, w, h = (round(value * units) for value in (inset, WIDTH - 2 * inset, HEIGHT - 2 * inset))
    return (
        f'<rect x="{x}" y="{x}" width="{w}" height="{h}" fill="none" stroke="{colour}" '
        f'stroke-width="{width * units:g}"/>'
    )


def _border() -> str:
    """The woven ribbon along four edges, between a double rule outside and one inside."""
    left, top, right, bottom = EDGE, EDGE, WIDTH - EDGE, HEIGHT - EDGE
    sides = (
        ((left, top), (right, top), 11),
        ((right, top), (right, bottom), 16),
        ((right, bottom), (left, bottom), 11),
        ((left, bottom), (left, top), 16),
    )
    drawn = [
        _frame(8.2, colour=PINE, width=0.55),
        _frame(9.3, colour=GOLD, width=0.16),
        _frame(20, colour=GOLD, width=0.16),
        _frame(20.8, colour=PINE, width=0.24),
    ]
    for start, end, beads in sides:
        for colour, amplitude, strands in ((GOLD, 2.2, 2), (PINE, 3.7, 5)):
            weave = guilloche.ribbon(
                start=start, end=end, amplitude=amplitude, beads=beads, strands=strands
            )
            drawn.append(_strokes(weave, colour=colour, width=0.075))
    drawn += [_corner(x, y) for x in (left, right) for y in (top, bottom)]
    return "".join(drawn)


def _corner(x: float, y: float) -> str:
    """A rosette on a disc of paper, where two ribbons meet."""
    units = guilloche.UNITS_PER_MM
    disc = f'<circle cx="{x * units:g}" cy="{y * units:g}" r="{5.5 * units:g}" fill="{PAPER}"/>'
    outer = guilloche.rosette(centre=(x, y), inner=2.6, outer=5.6, petals=12, strands=5)
    inner = guilloche.rosette(centre=(x, y), inner=0.8, outer=2.7, petals=8, strands=3)
    return (
        disc + _strokes(outer, colour=PINE, width=0.075) + _strokes(inner, colour=GOLD, width=0.075)
    )


def _medallion() -> str:
    """The pale rosette behind the name and the figure."""
    centre = (WIDTH / 2, 112.0)
    lace = guilloche.rosette(centre=centre, inner=43, outer=64, petals=36, strands=6)
    lace += guilloche.rosette(centre=centre, inner=30, outer=46, petals=24, strands=5)
    wheel = [guilloche.spirograph(centre=centre, fixed=84, rolling=25, reach=21, size=36)]
    return _strokes(lace + wheel, colour=PINE_PALE, width=0.11)


def _watermark() -> str:
    """演示, large and pale across the sheet: nobody takes a demonstration for the real thing."""
    glyphs = "".join(
        f'<path transform="translate({index * 1000} 0)" d="{data}"/>'
        for index, data in enumerate(outlines("演示"))
    )
    return f'<g transform="translate(5700 21600) rotate(-32) scale(6 -6)" fill="{SEAL_PALE}">{glyphs}</g>'


@lru_cache(maxsize=4)
def ground(*, first: bool, demo: bool) -> str:
    """Return the ground of a page: the first carries the medallion, those that follow only the border."""
    sheet = f'<rect width="{WIDTH * 100:g}" height="{HEIGHT * 100:g}" fill="{PAPER}"/>'
    body = sheet + (_medallion() if first else "") + (_watermark() if demo else "") + _border()
    return _svg(body, width=WIDTH, height=HEIGHT)


@lru_cache(maxsize=1)
def divider() -> str:
    """Return the lens of fine waves under the title, 96 × 7 mm."""
    waves = guilloche.lens(centre=(48, 3.5), width=96, height=6.4, waves=13, strands=9)
    return _svg(_strokes(waves, colour=PINE, width=0.075), width=96, height=7)


@lru_cache(maxsize=1)
def seal() -> str:
    """Return the square seal 注销 (30 mm), characters in relief, from the typeface's own outlines."""
    glyphs = "".join(
        f'<path transform="translate({x} 1985) scale(1.16 -1.16)" d="{data}" stroke="{SEAL}" stroke-width="26"/>'
        for x, data in zip((330, 1510), outlines("注销"), strict=True)
    )
    frames = (
        f'<rect x="90" y="90" width="2820" height="2820" rx="150" fill="none" stroke="{SEAL}" stroke-width="130"/>'
        f'<rect x="225" y="225" width="2550" height="2550" rx="60" fill="none" stroke="{SEAL}" stroke-width="24"/>'
    )
    return _svg(f'{frames}<g fill="{SEAL}">{glyphs}</g>', width=30, height=30)


def screen_parts() -> dict[str, str]:
    """Return the engravings of the page, by file name: the same lines, as masks that take the page's colour."""
    centre = (64.0, 64.0)
    lace = guilloche.rosette(centre=centre, inner=43, outer=63, petals=36, strands=6)
    lace += guilloche.rosette(centre=centre, inner=30, outer=46, petals=24, strands=5)
    return {
        "rosette.svg": _svg(_strokes(lace, colour=PINE, width=0.16), width=128, height=128),
        "lens.svg": divider(),
    }


def qr(address: str) -> Engraving:
    """Return ``address`` as a QR code, error correction M, with a quiet zone of two modules."""
    matrix = segno.make_qr(address, error="m").matrix_iter(border=2)
    return from_squares("qr", list(matrix), INK)
