"""Pictures that go into a paper as finished PDF operators, past WeasyPrint's SVG.

WeasyPrint reads an SVG anew for each page that shows it: the 18,000 curves of a certificate's ground cost it half a
second. Here WeasyPrint draws an SVG once in a process. Its operators are kept, compressed, and go into each file as
one form XObject, however many pages show it. A QR code is so plain that its operators are written outright.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element, fromstring

import pydyf
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG

from look.paper.closed import ClosedFetcher

States = Mapping[str, Mapping[str, float]]
Colour = tuple[float, float, float]
PLAIN = frozenset({"svg", "g", "path", "rect", "circle"})


@dataclass(frozen=True)
class Engraving:
    """A picture for WeasyPrint's image cache, in the two steps of its raster images: drawn by name, added at the end.

    ``id`` tells it from the paper's other pictures. Width and height are CSS pixels, ``operators`` compressed.
    """

    id: str
    width: float
    height: float
    operators: bytes = field(repr=False)
    states: States = field(default_factory=dict)

    def get_intrinsic_size(self, _resolution: float, _size: float) -> tuple[float, float, float]:
        """Width and height in CSS pixels, and their ratio."""
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Stream, width: float, height: float, _style: object) -> None:
        """Show the engraving on a page, ``width`` × ``height`` large."""
        name = stream.add_image(self, interpolate=False, ratio=1)
        with stream.stacked():
            stream.transform(a=width / self.width, d=height / self.height)
            stream.draw_x_object(name)

    def get_x_object(self, _interpolate: bool, _ratio: float) -> pydyf.Stream:
        """The operators as a new object, for each file numbers its own."""
        states = {name: pydyf.Dictionary(state) for name, state in self.states.items()}
        resources = {
            "ExtGState": pydyf.Dictionary(states),
            "Font": None,
        }  # WeasyPrint sets the fonts
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, self.width, self.height)),
            "Resources": pydyf.Dictionary(resources),
            "Filter": "/FlateDecode",
        }
        return pydyf.Stream([self.operators], pydyf.Dictionary(extra))


def from_svg(name: str, svg: str) -> Engraving:
    """Return an SVG of lines and areas in plain colours as an engraving.

    Raises ValueError for text, pictures, gradients and masks, whose parts would have to be carried along.
    """
    tree = fromstring(svg)
    if not all(map(_is_plain, tree.iter())):
        raise ValueError("An engraving has nothing but lines and areas in plain colours.")
    picture = SVG(tree, "paper:", None, ClosedFetcher())
    width, height = picture.get_intrinsic_size(font_size=16)
    resources = pydyf.Dictionary({"ExtGState": pydyf.Dictionary()})
    stream = Stream({}, (0, 0, width, height), resources, {}, None, {}, None)
    picture.draw(stream, width, height, "paper:", None)
    states = {name: dict(state) for name, state in resources["ExtGState"].items()}
    return Engraving(name, width, height, zlib.compress(joined(stream), 9), states)


def _is_plain(node: Element) -> bool:
    """Whether a node of an SVG needs no font, picture, pattern, group or mask in the PDF."""
    tag = node.tag.rpartition("}")[2]
    return tag in PLAIN and "opacity" not in node.attrib and "url(" not in str(node.attrib)


def from_squares(name: str, rows: Sequence[Sequence[object]], colour: Colour) -> Engraving:
    """Return a grid of squares, one pixel each, of which the true ones are filled; red, green and blue up to 1."""
    stream = pydyf.Stream()
    stream.set_color_rgb(*colour)
    for y, row in enumerate(rows):
        x = 0
        for filled, run in groupby(row, key=bool):
            length = len(list(run))
            if filled:
                stream.rectangle(x, y, length, 1)
            x += length
    stream.fill()
    return Engraving(name, len(rows[0]), len(rows), zlib.compress(joined(stream), 9))


def joined(stream: pydyf.Stream) -> bytes:
    """Return what a stream says, uncompressed."""
    return b"\n".join(map(_said, stream.stream))


def _said(part: bytes | str | pydyf.Object) -> bytes:
    if isinstance(part, pydyf.Object):
        return part.data
    return part if isinstance(part, bytes) else str(part).encode()
