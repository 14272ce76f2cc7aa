"""The picture of a certificate for social networks: 1200 × 630 pixels, drawn by Pillow in the paper's own faces.

It says only what the signed statement says and can't change: kilograms, date, code, and the beneficiary where
that is an organization. A person's picture names nobody.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from look.paper import fonts

SIZE = (1200, 630)
PAPER, INK, SOFT, PINE, SEAL, RULE = (
    "#fbfaf5",
    "#17211d",
    "#47534e",
    "#0d5b48",
    "#b3321f",
    "#d9d6c9",
)
MARGIN = 84
WIDTH = SIZE[0] - 2 * MARGIN


@dataclass(frozen=True)
class Picture:
    """The words of a picture, already in the reader's language. ``co2`` is drawn with a lowered 2."""

    brand: str
    beneficiary: str
    quantity: str
    unit: str
    line: str
    code: str
    note: str = ""
    unverified: str = ""


def png(picture: Picture) -> bytes:
    """Return the picture as PNG."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, SIZE[0] - 25, SIZE[1] - 25), outline=PINE, width=3)
    draw.rectangle((34, 34, SIZE[0] - 35, SIZE[1] - 35), outline=RULE, width=1)
    draw.text((MARGIN, 96), picture.brand, font=_sans(30), fill=PINE, anchor="ls")
    if picture.note:
        draw.text((SIZE[0] - MARGIN, 96), picture.note, font=_sans(26), fill=SEAL, anchor="rs")
    draw.line((MARGIN, 122, SIZE[0] - MARGIN, 122), fill=RULE, width=2)
    below = _lines(draw, _wrapped(picture.beneficiary, size=56), top=196)
    draw.text((MARGIN, below + 38), picture.unverified, font=_sans(26), fill=SEAL, anchor="ls")
    _quantity(draw, picture)
    draw.text((MARGIN, 500), _legible(picture.line), font=_sans(32), fill=SOFT, anchor="ls")
    draw.text((MARGIN, 556), picture.code, font=_sans(30), fill=INK, anchor="ls")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _quantity(draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    """Draw the figure, and its unit with the 2 lowered, since the faces have no '₂'."""
    figure, base = _serif(128), 416
    draw.text((MARGIN, base), picture.quantity, font=figure, fill=PINE, anchor="ls")
    at = MARGIN + draw.textlength(picture.quantity, font=figure) + 28
    unit, small = _sans(48), _sans(30)
    for text, font, drop in ((f"{picture.unit} CO", unit, 0), ("2", small, 12), ("e", unit, 0)):
        draw.text((at, base + drop), text, font=font, fill=SOFT, anchor="ls")
        at += draw.textlength(text, font=font)


def _lines(draw: ImageDraw.ImageDraw, found: tuple[list[str], int], *, top: int) -> int:
    """Draw lines and return the base of the last one."""
    lines, size = found
    for index, line in enumerate(lines):
        place = (MARGIN, top + index * round(size * 1.3))
        draw.text(place, line, font=_serif(size), fill=INK, anchor="ls")
    return top + (len(lines) - 1) * round(size * 1.3)


def _wrapped(text: str, *, size: int) -> tuple[list[str], int]:
    """Return the name in at most two lines, and the size at which it fits; a longer one ends in '…'."""
    name = _legible(text)
    for smaller in (size, 44, 36):
        lines = _broken(name, _serif(smaller))
        if len(lines) <= 2:
            return lines, smaller
    return [lines[0], f"{lines[1][:-1]}…"], 36


def _broken(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a text where it must: between words, and between Chinese characters."""
    lines, line = [], ""
    for part in _parts(text):
        if line and font.getlength(line + part.rstrip()) > WIDTH:
            lines.append(line.rstrip())
            line = ""
        line += part
    return [*lines, line.rstrip()] if line else lines


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for character in text:
        if parts and character.isascii() and parts[-1][-1].isascii() and parts[-1][-1] != " ":
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _legible(text: str) -> str:
    return fonts.printable(text).text


def _serif(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.SERIF), size)


def _sans(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.SANS), size)
