"""Drawings that are turned into PDF once in a process and then stand on every paper as they are.

WeasyPrint reads an SVG anew for each page that shows it: the 18,000 curves of a certificate's ground cost it half a
second. An engraving is drawn by WeasyPrint too, the first time; its operators are kept, compressed, and go into each
file as one form XObject, however many pages show it.
"""

import zlib
from xml.etree import ElementTree

import pydyf
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG

from look.paper.closed import ClosedFetcher

States = dict[str, dict[str, float]]
RESOURCES = ("ExtGState", "XObject", "Pattern", "Shading")


class Engraving:
    """A picture for WeasyPrint's image cache, in the two steps of its raster images: ``draw`` names, ``get_x_object`` gives.

    ``name`` tells it from the paper's other pictures. The SVG has lines and areas in plain colours: raises ValueError
    for text, pictures, gradients and masks, whose parts would have to be carried along.
    """

    def __init__(self, name: str, svg: str) -> None:
        picture = SVG(ElementTree.fromstring(svg), "paper:", None, ClosedFetcher())  # noqa: S314 - our own
        self.id = name
        self.width, self.height = picture.get_intrinsic_size(font_size=16)
        self._operators, self._states = _drawn(picture, self.width, self.height)

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        """Width and height in CSS pixels, and their ratio."""
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Stream, width: float, height: float, _style: object) -> None:
        """Show the engraving on a page, ``width`` × ``height`` large."""
        name = stream.add_image(self, interpolate=False, ratio=1)
        with stream.stacked():
            stream.transform(a=width / self.width, d=height / self.height)
            stream.draw_x_object(name)

    def get_x_object(self, _interpolate: bool, _ratio: float) -> pydyf.Stream:
        """The operators as an object of one file; each file numbers its own."""
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, self.width, self.height)),
            "Resources": _as_resources(self._states),
            "Filter": "/FlateDecode",
        }
        return pydyf.Stream([self._operators], pydyf.Dictionary(extra))


def _drawn(picture: SVG, width: float, height: float) -> tuple[bytes, States]:
    """Return a picture's operators, compressed, and the graphics states they name."""
    used = pydyf.Dictionary({kind: pydyf.Dictionary() for kind in RESOURCES})
    fonts: dict[str, object] = {}
    stream = Stream(fonts, (0, 0, width, height), used, {}, None, {}, None)
    picture.draw(stream, width, height, "paper:", None)
    states = {name: dict(state) for name, state in used["ExtGState"].items()}
    plain = all(set(state) <= {"CA", "ca"} for state in states.values())
    if fonts or not plain or any(used[kind] for kind in RESOURCES if kind != "ExtGState"):
        raise ValueError("An engraving has nothing but lines and areas in plain colours.")
    return zlib.compress(joined(stream), 9), states


def _as_resources(states: States) -> pydyf.Dictionary:
    found = {name: pydyf.Dictionary(state) for name, state in states.items()}
    return pydyf.Dictionary({"ExtGState": pydyf.Dictionary(found), "Font": None})


def joined(stream: pydyf.Stream) -> bytes:
    """Return what a stream says, uncompressed."""
    return b"\n".join(map(_said, stream.stream))


def _said(part: bytes | str | pydyf.Object) -> bytes:
    if isinstance(part, pydyf.Object):
        return part.data
    return part if isinstance(part, bytes) else str(part).encode()
