"""Looks through a workbook's archive before anything reads it: bombs, macros, links; formulas and merges.

Every member is unpacked once, a megabyte at a time, so that sizes are counted and not believed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from footprint.files.bounds import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RefusedError

_FORBIDDEN = ("vbaproject", "externallinks/", "embeddings/", "activex/", "macrosheets/")
_OLE = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20
_FED = 1 << 16
_KEPT = 1000
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?: [^>]*)?>[^<]")
_NAMED = re.compile(rb"""\br=["']([A-Z]{1,3}[0-9]{1,7})["']""")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet ([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship ([^>]*)>")
_SMALL = 4 << 20


@dataclass
class Noted:
    """What was seen in one worksheet: formulas without a value, merged ranges, whether it has booleans."""

    without_value: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    booleans: bool = False


def check(content: bytes) -> list[Noted]:
    """Refuse what is no plain workbook; else what was noted in each sheet, in the workbook's order."""
    if len(content) > MAX_BYTES:
        raise RefusedError("too_big")
    if content.startswith(_OLE):
        raise RefusedError("old_or_locked")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RefusedError("not_xlsx") from error
    members = archive.infolist()
    _check_names(members)
    allowed = min(MAX_UNPACKED, MAX_RATIO * max(len(content), 10_000))
    if sum(member.file_size for member in members) > allowed:
        raise RefusedError("bomb")
    noted: dict[str, Noted] = {}
    for member in members:
        if member.filename.casefold().startswith("xl/worksheets/") and not member.is_dir():
            noted[member.filename.casefold()], size = _sheet(content, member, allowed)
        else:
            size = sum(len(chunk) for chunk in inflated(content, member, allowed))
        allowed -= size
    return [noted.get(name, Noted()) for name in _sheet_order(content, members)]


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise RefusedError("bomb")
    names = [member.filename.casefold().replace("\\", "/") for member in members]
    if any(word in name for name in names for word in _FORBIDDEN):
        raise RefusedError("macros_or_links")
    if any(name.startswith("/") or ".." in name or name.endswith(".zip") for name in names):
        raise RefusedError("not_xlsx")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise RefusedError("not_xlsx")


def inflated(content: bytes, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """A member's real bytes in pieces, whatever its header says; refuses beyond `most`."""
    start = member.header_offset
    name_length = int.from_bytes(content[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(content[start + 28 : start + 30], "little")
    begin = start + 30 + name_length + extra_length
    data = memoryview(content)[begin : begin + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        if len(data) > most:
            raise RefusedError("bomb")
        yield bytes(data)
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise RefusedError("not_xlsx")
    total = 0
    try:
        for chunk in _chunks(data):
            total += len(chunk)
            if total > most:
                raise RefusedError("bomb")
            yield chunk
    except zlib.error as error:
        raise RefusedError("not_xlsx") from error


def _chunks(data: memoryview) -> Iterator[bytes]:
    """What deflated data unpacks to, a megabyte at most at a time."""
    inflater = zlib.decompressobj(-15)
    for begin in range(0, len(data), _FED):
        fed: bytes | memoryview = data[begin : begin + _FED]
        while len(fed) and not inflater.eof:
            yield inflater.decompress(fed, _CHUNK)
            fed = inflater.unconsumed_tail


def _sheet(content: bytes, member: zipfile.ZipInfo, most: int) -> tuple[Noted, int]:
    noted, size, rest, formulas = Noted(), 0, b"", False
    plain = True
    for chunk in inflated(content, member, most):
        plain = plain and (size > 0 or _is_plain(chunk))
        size += len(chunk)
        piece = rest + chunk
        if b"mergeCell " in piece:
            noted.merged += [item.decode() for item in _MERGE.findall(piece)]
        noted.booleans = noted.booleans or not plain or b't="b"' in piece
        formulas = formulas or _has_formula(piece, plain)
        if formulas:
            noted.without_value += _without_value(piece)
        # What a piece cuts in two is seen whole with the next one.
        cut = max(piece.rfind(b"</c>"), piece.rfind(b"<mergeCell "), len(piece) - 4096)
        rest = piece[cut:]
    noted.merged = list(dict.fromkeys(noted.merged))[:_KEPT]
    noted.without_value = list(dict.fromkeys(noted.without_value))[:_KEPT]
    return noted, size


def _is_plain(beginning: bytes) -> bool:
    """Whether a sheet is written as Excel writes it: no prefix before names, double quotes."""
    return b"<worksheet" in beginning and b"='" not in beginning


def _has_formula(piece: bytes, plain: bool) -> bool:
    """A plain search takes a fiftieth of the pattern's time, and nearly always says no.

    Formulas that only refer to a shared one come after it, so an end tag is there for every sheet's first.
    """
    return (b"</f>" in piece or not plain) and _FORMULA.search(piece) is not None


def _without_value(piece: bytes) -> list[str]:
    found = []
    for match in _CELL.finditer(piece):
        inner = match[2]
        if _FORMULA.search(inner) and not _VALUE.search(inner):
            named = _NAMED.search(match[1])
            if named:
                found.append(named[1].decode())
    return found


def _sheet_order(content: bytes, members: list[zipfile.ZipInfo]) -> list[str]:
    """The members' names of the workbook's sheets, in its own order; unknown ones as `""`."""
    by_name = {member.filename.casefold(): member for member in members}

    def small(name: str) -> bytes:
        member = by_name.get(name)
        return b"" if member is None else b"".join(inflated(content, member, _SMALL))

    targets = {}
    for attributes in _RELATION.findall(small("xl/_rels/workbook.xml.rels")):
        target = _attribute(attributes, b"Target").casefold()
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[_attribute(attributes, b"Id")] = path
    order = _SHEET.findall(small("xl/workbook.xml"))
    return [targets.get(_attribute(item, rb"\w+:id"), "") for item in order]


def _attribute(attributes: bytes, name: bytes) -> str:
    match = re.search(rb"(?:^|\s)" + name + rb'="([^"]*)"', attributes)
    return match[1].decode("utf-8", "replace") if match else ""
