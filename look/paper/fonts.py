"""The two typefaces of the paper, what they can print, and characters as outlines.

Whole files of Noto Serif SC and Noto Sans SC (SIL Open Font License) from a wheel, so that the paper never
depends on the machine's fonts. Some 30,900 characters; what neither has is printed as its code point.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

SERIF = pylopdf_fonts_zh_cn.serif_path()
SANS = pylopdf_fonts_zh_cn.sans_path()

# Marks that turn the direction of text, soft hyphens, private and unassigned characters would make the paper say
# something else than the statement does: they are shown by number, like a character without a glyph.
UNPRINTABLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True)
class Printable:
    """A text as the paper prints it, and the characters that stand there by number (as ``U+2B5E3``)."""

    text: str
    by_number: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def coverage(face: Path) -> frozenset[int]:
    """Return the code points for which a font file has a glyph."""
    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=1)
def _in_either() -> frozenset[int]:
    return coverage(SERIF) | coverage(SANS)


def printable(text: str) -> Printable:
    """Return ``text`` with every character that the paper can't print replaced by ``〔U+…〕``.

    Runs of white space become one space. What stands by number is listed, for the note below the names.
    """
    known = _in_either()
    shown, missing = [], []
    for character in re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip():
        if (
            ord(character) in known
            and unicodedata.category(character) not in UNPRINTABLE_CATEGORIES
        ):
            shown.append(character)
            continue
        number = f"U+{ord(character):04X}"
        shown.append(f"〔{number}〕")
        missing.append(number)
    return Printable("".join(shown), tuple(dict.fromkeys(missing)))


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` that would stand on the paper by number, each once."""
    return tuple(chr(int(number[2:], 16)) for number in printable(text).by_number)


@lru_cache(maxsize=8)
def outlines(characters: str) -> tuple[str, ...]:
    """Return each character's serif outline as SVG path data: 1000 units to the em, y upwards, baseline at 0."""
    with TTFont(SERIF, lazy=True) as font:
        names, glyphs = font.getBestCmap(), font.getGlyphSet()
        paths = []
        for character in characters:
            pen = SVGPathPen(glyphs)
            glyphs[names[ord(character)]].draw(pen)
            paths.append(pen.getCommands())
    return tuple(paths)


_TAG = re.compile(r"(<[^>]*>)")
_LOWERED = {"₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4"}


def legible(markup: str) -> str:
    """Return HTML whose text has a glyph for every character; tags stay as they are.

    Lowered digits, which the faces lack, become ``<sub>``; all else that can't be printed stands as ``〔U+…〕``.
    """
    parts = _TAG.split(markup)
    return "".join(part if index % 2 else _legible(part) for index, part in enumerate(parts))


@lru_cache(maxsize=1)
def _in_both() -> frozenset[int]:
    return coverage(SERIF) & coverage(SANS)


def _legible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    known = _in_both()
    shown = []
    for character in text:
        if character in _LOWERED:
            shown.append(f"<sub>{_LOWERED[character]}</sub>")
        elif character in " \n\t\r" or (
            ord(character) in known
            and unicodedata.category(character) not in UNPRINTABLE_CATEGORIES
        ):
            shown.append(character)
        else:
            shown.append(f"〔U+{ord(character):04X}〕")
    return "".join(shown)
