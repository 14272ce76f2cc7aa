"""An organization's sums: three scopes that add up, the guideline's own total apart, per head and per square metre."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from footprint import downloads, queries, scopes
from footprint.drafts import Draft
from footprint.queries import FootprintView

FIELDS = (
    "electricity",
    "heat",
    "natural_gas",
    "refrigerant_r32",
    "vehicle_petrol",
    "hotel",
    "homeworking",
    "water",
    "paper",
)


def view(*places: dict[str, Any], people: int | None = None, **fields: str) -> FootprintView:
    basics = {"year": 2023, "participants": people}
    draft = Draft("office", basics=basics, fields=fields, sites=places)
    return queries.preview(draft.result(), details=draft.details())


@given(st.dictionaries(st.sampled_from(FIELDS), st.integers(1, 10**7).map(str)))
def test_the_scopes_add_up_and_so_do_the_guidelines_total_and_what_stands_apart(fields):
    found = scopes.of(view(**fields))
    assert found is not None
    assert sum((row.kg for row in found.rows), Decimal(0)) == found.everything.kg
    assert found.guideline.kg + found.apart.kg == found.everything.kg == view(**fields).total_exact


def test_leaked_refrigerant_is_direct_but_outside_the_guidelines_total():
    found = scopes.of(view(refrigerant_r32="1", natural_gas="1"))
    assert found is not None
    assert (found.rows[0].kg, found.guideline.kg) == (Decimal("679.1622"), Decimal("2.1622"))


def test_travel_water_and_paper_are_other_indirect():
    found = scopes.of(view(hotel="1", water="1", paper="1"))
    assert found is not None and found.rows[2].kg == found.everything.kg


def test_square_metres_count_only_where_every_site_has_them():
    one = {"name": "甲", "region": "CN-GD", "area": "100", "people": "10", "sums": {"heat": "1"}}
    other = {"name": "乙", "region": "CN-GD", "people": "12", "sums": {"heat": "1"}}
    found = scopes.of(view(one))
    assert found is not None and found.guideline.per_m2 == Decimal("1.1") and found.people == 10
    partly = scopes.of(view(one, other))
    assert partly is not None and partly.area is None and partly.people == 22
    unsaid = scopes.of(view(one, {**other, "people": ""}, people=30))
    assert unsaid is not None and unsaid.people == 30
    assert [(site.name, site.kg) for site in partly.sites] == [("甲", 110), ("乙", 110)]


def test_events_and_people_have_no_scopes():
    assert scopes.of(queries.preview(Draft("personal").result())) is None


def test_the_files_say_the_same_sums_as_the_page():
    place = {
        "name": "甲",
        "region": "CN-GD",
        "sums": {"electricity": "1000"},
        "green": "1",
        "certificates": "GEC",
    }
    shown = view(place, people=4, hotel="2")
    found = scopes.of(shown)
    assert found is not None
    data = json.loads(downloads.as_json(shown))["scopes"]
    assert data["guideline_total_kg"] == "441.9" and data["per_person_kg"]["guideline"] == "110.475"
    assert data["scope_2_market_kg"] == "608.9904"
    rows = {
        row[0]: row[9]
        for row in csv.reader(io.StringIO(downloads.as_csv(shown).decode("utf-8-sig")))
    }
    assert rows["guideline"] == "441.9" and rows["scope_2_market"] == "608.9904"
    assert Decimal(rows["total"]) == found.everything.kg
