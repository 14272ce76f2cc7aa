"""Operators' files: what is read, what is refused whole, what is refused line by line."""

from datetime import date

import pytest

from marketplace.points import linking, reading

TEXT = "记录编号,会员编号,行为,日期,减排量（克）\nr-1,M0001,metro,2026-10-01,1234\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_are_read(encoding):
    (row,) = reading.read(TEXT.encode(encoding))
    assert (row.row_id, row.member_number, row.day) == ("r-1", "M0001", date(2026, 10, 1))
    assert (row.grams, row.line, row.readable) == (1234, 2, True)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "headings"),
        (b"row_id,member_number\n1,2\n", "headings"),
        ((TEXT.splitlines()[0] + "\n").encode(), "empty"),
        (b"PK\x03\x04", "encoding"),
        (b"a\x00b", "encoding"),
        (TEXT.replace("行为,", "行为,姓名,").encode(), "personal"),
        (b"name," + TEXT.encode(), "personal"),
        (b"x" * (reading.MAX_BYTES + 1), "size"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(content, why):
    with pytest.raises(reading.UnreadableError, match=why):
        reading.read(content)


@pytest.mark.parametrize(
    "cells",
    [
        "r-1,M0001,metro,2026-13-01,5",
        "r-1,M0001,metro,2026/10/01,5",
        "r-1,M0001,metro,2026-10-01,-5",
        "r-1,M0001,metro,2026-10-01,0",
        "r-1,M0001,metro,2026-10-01,1e3",
        "r-1,M0001,metro,2026-10-01,1000001",
        "r-1,M0001,metro,2026-10-01,1.5",
        "=cmd,M0001,metro,2026-10-01,5",
        "r-1,张三,metro,2026-10-01,5",
        "r-1",
        ",,,,5",
    ],
)
def test_a_cell_that_is_not_what_its_column_asks_for_makes_the_line_unreadable(cells):
    rows = reading.read((TEXT.splitlines()[0] + "\n" + cells + "\n").encode())
    assert [row.readable for row in rows] == [False]


def test_a_member_number_is_proven_by_the_apps_code():
    code = linking.code("SZ-APP-1", "M0001")
    assert linking.fits("SZ-APP-1", "M0001", f" {code[:5].lower()}-{code[5:]}")
    assert not linking.fits("SZ-APP-1", "M0002", code)
    assert not linking.fits("SZ-APP-2", "M0001", code)
    assert not linking.fits("SZ-APP-1", "M0001", "")
