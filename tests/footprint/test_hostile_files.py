"""Files made to hurt: refused with a word, and the site's own process stays unharmed."""

import io
import random
import zipfile

import pytest

from footprint import travel
from footprint.errors import CalculationError
from tests.footprint.test_travel_files import HEAD, workbook

ROW = ["广州", "深圳", 110, 30, "", "高铁", "", "是"]


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(CalculationError) as refused:
        travel.read(name, content)
    assert refused.value.code == "file_refused"
    return refused.value.message.en


def repacked(change: dict[str, bytes]) -> bytes:
    """A good workbook with members replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([HEAD.split(","), ROW]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, content in change.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(rows: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked({"xl/worksheets/sheet1.xml": b"<row/>" * 40_000_000})
    assert len(bomb) < 2_000_000
    assert "unpacks to too much" in refusal("bomb.xlsx", bomb)


def test_a_bomb_that_lies_about_its_size_is_counted():
    content = bytearray(repacked({"xl/media/big.bin": b"\0" * 150_000_000}))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/media/big.bin"))
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert refusal("lie.xlsx", bytes(content))


def test_a_cell_in_the_far_corner_does_not_exhaust_memory():
    far = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert refusal("corner.xlsx", repacked({"xl/worksheets/sheet1.xml": far}))


@pytest.mark.parametrize(
    "member", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/o.bin"]
)
def test_macros_links_and_embedded_objects_are_refused(member):
    assert "macros" in refusal("m.xlsx", repacked({member: b"x"}))


@pytest.mark.parametrize("member", ["../evil.xml", "/etc/passwd", "xl/nested.zip"])
def test_names_that_leave_the_archive_are_refused(member):
    assert refusal("p.xlsx", repacked({member: b"x"}))


def test_too_many_members_are_refused():
    assert refusal("many.xlsx", repacked({f"xl/x{number}.xml": b"" for number in range(250)}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0"),
        ("a.xlsx", b""),
        ("a.xlsx", b"not a zip"),
        ("a.xlsx", b"PK\x03\x04 truncated"),
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02\x03" * 100),
        ("a.csv", b"PK\x03\x04"),
        ("a.csv", b"\xff\xfe\xff\xff\xd8"),
        ("a.csv", b"one,two\n1,2\n"),
        ("a.exe", b"MZ"),
        ("a.csv", b"x" * ((96 << 20) + 1)),
    ],
)
def test_what_is_no_attendance_file_is_refused_in_words(name, content):
    assert refusal(name, content)


def test_a_formula_is_read_as_its_stored_value_and_never_run():
    cells = "".join(
        f'<c r="{chr(65 + at)}1" t="inlineStr"><is><t>{word}</t></is></c>'
        for at, word in enumerate(HEAD.split(","))
    )
    row = (
        '<c r="A2" t="inlineStr"><is><t>=HYPERLINK("http://evil")</t></is></c>'
        '<c r="C2"><f>1/0</f><v>110</v></c><c r="D2"><v>30</v></c>'
        '<c r="F2" t="inlineStr"><is><t>高铁</t></is></c><c r="H2" t="inlineStr"><is><t>是</t></is></c>'
    )
    content = repacked(
        {"xl/worksheets/sheet1.xml": sheet(f'<row r="1">{cells}</row><row r="2">{row}</row>')}
    )
    found = travel.read("f.xlsx", content)
    assert not found.errors and found.ways[0].passenger_km == 6600


def test_an_entity_expansion_does_not_expand():
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = repacked(
        {"xl/worksheets/sheet1.xml": lol + sheet('<row r="1"><c><v>&b;</v></c></row>')}
    )
    assert refusal("lol.xlsx", content)


def test_random_damage_never_crashes_the_reader():
    good = workbook([HEAD.split(","), ROW])
    chance = random.Random(2026)
    for _ in range(6):
        broken = bytearray(good)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            travel.read("broken.xlsx", bytes(broken))
        except CalculationError as refused:
            assert refused.code == "file_refused"
