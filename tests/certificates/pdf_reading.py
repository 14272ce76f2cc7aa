"""Reading our own PDFs back with pyHanko's reader: text, glyphs, fonts, attachments. No system tool needed."""

import re
from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

_TOKEN = re.compile(rb"/(?P<font>\S+)\s+[\d.-]+\s+Tf|<(?P<hex>[0-9A-Fa-f]+)>|(?P<end>TJ|Tj|ET)\b")


@dataclass(frozen=True)
class Page:
    """One page: its text as a reader of the PDF gets it, and every glyph number that is drawn."""

    text: str
    glyphs: frozenset[int]


def pages(raw: bytes) -> list[Page]:
    """Return the pages of a PDF in order."""
    reader = PdfFileReader(BytesIO(raw))
    return [_page(node.get_object()) for node in reader.root["/Pages"]["/Kids"]]


def text_of(raw: bytes) -> str:
    """Return the whole text, one line per page, with single spaces."""
    return "\n".join(re.sub(r"\s+", " ", page.text) for page in pages(raw))


def squeezed(text: str) -> str:
    """Return a text without any white space, for comparisons that line breaks must not disturb."""
    return re.sub(r"\s+", "", text)


def fonts(raw: bytes) -> dict[str, bool]:
    """Return each font's name and whether its file is inside the PDF."""
    reader = PdfFileReader(BytesIO(raw))
    found = {}
    for node in reader.root["/Pages"]["/Kids"]:
        for font in node.get_object()["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(inner["/BaseFont"])] = embedded
    return found


def attachments(raw: bytes) -> dict[str, bytes]:
    """Return the files inside the PDF by name."""
    reader = PdfFileReader(BytesIO(raw))
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = {}
    for specification in list(names)[1::2]:
        entry = specification.get_object()
        files[str(entry["/UF"])] = entry["/EF"]["/F"].get_object().data
    return files


def metadata(raw: bytes) -> str:
    """Return the XMP metadata and the information dictionary as one text."""
    reader = PdfFileReader(BytesIO(raw))
    xmp = reader.root["/Metadata"].get_object().data.decode()
    return xmp + (str(reader.trailer["/Info"]) if "/Info" in reader.trailer else "")


def _page(node) -> Page:  # type: ignore[no-untyped-def]
    maps = {name[1:]: _to_unicode(font) for name, font in node["/Resources"]["/Font"].items()}
    contents = node["/Contents"]
    streams = contents if isinstance(contents, list) else [contents]
    current: dict[int, str] = {}
    pieces, glyphs = [], set()
    for token in _TOKEN.finditer(b"\n".join(stream.get_object().data for stream in streams)):
        if token["font"]:
            current = maps[token["font"].decode()]
        elif token["hex"]:
            digits = token["hex"].decode()
            codes = [int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)]
            glyphs.update(codes)
            pieces.append("".join(current.get(code, "\ufffd") for code in codes))
        elif token["end"] == b"ET":
            pieces.append(" ")
    return Page("".join(pieces), frozenset(glyphs))


def _to_unicode(font) -> dict[int, str]:  # type: ignore[no-untyped-def]
    """Read the bfchar and bfrange lines of a font's ToUnicode map."""
    source = font.get_object()["/ToUnicode"].get_object().data.decode()
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.S):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                found[int(low, 16) + step] = chr(int(text, 16) + step)
    return found
