"""Whatever the order of rows, their division over files, or the kind of file: the same to the last digit."""

import random
from decimal import Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from footprint import travel
from footprint.attendance.columns import IDS
from footprint.attendance.tally import Tally, Way
from footprint.numbers import EXACT
from footprint.travel.aggregate import totals
from tests.footprint.entered import compute
from tests.footprint.spreadsheets import as_csv, as_xlsx

PLACES = ("北京", "上海", "深圳", "SIN", "东京")
NUMBER = st.decimals(min_value=0, max_value=20_000, places=2).map(str)
ROWS = st.tuples(
    st.sampled_from(PLACES), st.sampled_from(PLACES), NUMBER, st.integers(0, 400).map(str),
    st.sampled_from(("", "50%", "0.25", "33.3%")), st.sampled_from(("飞机", "高铁", "地铁", "")),
    st.sampled_from(("", "经济舱", "公务舱")), st.sampled_from(("是", "否")), st.just(""),
    st.sampled_from(("0.03", "0.2")), st.just("a study"),
).map(list)  # fmt: skip
POSITIONS = {name: at for at, name in enumerate(IDS)}


def tally(rows: list[list[str]]) -> list[Way]:
    """The ways of these rows, with every two places a thousand kilometres apart."""
    with localcontext(EXACT):
        found = Tally(lambda start, end: ("domestic", Decimal("1000.5")))
        found.add(enumerate(([*row] for row in rows), 2), POSITIONS)
        assert not found.bad
    return totals(found.ways.values())


def oracle(rows: list[list[str]]) -> Decimal:
    """Passenger-km added up one by one."""
    with localcontext(EXACT):
        total = Decimal(0)
        for _from, _to, km, people, share, _mode, _cabin, returns, *_rest in rows:
            part = Decimal(share.rstrip("%") or 1) / (100 if share.endswith("%") else 1)
            total += Decimal(people) * part * Decimal(km) * (2 if returns == "是" else 1)
        return total


@settings(max_examples=60)
@given(rows=st.lists(ROWS, max_size=25), cut=st.integers(0, 25), chance=st.randoms())
def test_order_and_splitting_of_rows_change_nothing(rows, cut, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    together = tally(rows)
    assert totals([*tally(shuffled[:cut]), *tally(shuffled[cut:])]) == together == tally(shuffled)
    assert sum((way.passenger_km for way in together), Decimal(0)) == oracle(rows)
    assert sum(way.rows for way in together) == len(rows)


def some_rows() -> list[list[object]]:
    chance = random.Random(2026)
    modes = ["飞机", "高铁", "地铁", "私家车"]
    rows: list[list[object]] = []
    for _ in range(60):
        mode = chance.choice(modes)
        km = "" if mode == "飞机" else chance.randrange(5, 20_000) / 10
        people, returns = chance.randrange(1, 90), chance.choice(["是", "否"])
        cabin, share = "公务舱" if mode == "飞机" else "", 2.5 if mode == "私家车" else ""
        rows.append([chance.choice(PLACES), "深圳", km, people, "", mode, cabin, returns, share])
    return rows


def test_permuted_split_text_and_workbook_give_the_identical_result():
    rows = some_rows()
    shuffled = random.Random(1).sample(rows, len(rows))
    readings = [
        [travel.read("a.csv", as_csv(rows))],
        [travel.read("a.csv", as_csv(shuffled, encoding="gb18030"))],
        [travel.read("a.xlsx", as_xlsx(shuffled))],
        [travel.read("a.csv", as_csv(rows[:17])), travel.read("b.xlsx", as_xlsx(rows[17:]))],
    ]
    totals_exact = set()
    for parts in readings:
        result = compute(*travel.activities(*parts))
        totals_exact.add(
            (result.total_exact, tuple((line.name.en, line.kg) for line in result.lines))
        )
    assert len(totals_exact) == 1


def test_each_line_says_how_many_people_and_trips_and_from_which_file():
    reading = travel.read("名单.csv", as_csv(some_rows()))
    evidence = [item.evidence for item in travel.activities(reading)]
    assert all(reading.sha256 in text and "trips" in text for text in evidence)
