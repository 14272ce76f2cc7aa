"""Cities and airports by every name that people write, and how far apart they are."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import drafts, places
from footprint.errors import CalculationError


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("深圳", "Shenzhen"), ("深圳市", "Shenzhen"), ("shenzhen", "Shenzhen"), ("Shen zhen", "Shenzhen"),
        ("xian", "Xi’an"), ("Xi'an", "Xi’an"), ("西安", "Xi’an"), ("lasa", "Lhasa"), ("吕梁", "Lüliang"),
        ("北京市", "Beijing"), ("倫敦", "London"), ("纽约", "New York City"),
        ("ＳＺＸ", "Shenzhen Bao'an International Airport"),
        ("pvg", "Shanghai Pudong International Airport"), ("上海虹桥", "Shanghai Hongqiao International Airport"),
        ("宝安机场", "Shenzhen Bao'an International Airport"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_every_name(written, name):
    found = places.lookup(written)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    ("written", "meant"),
    [("深镇", "深圳"), ("shenzhan", "Shenzhen"), ("Beijin", "Beijing"), ("EPK", "PEK")],
)
def test_an_unknown_place_suggests_the_likely_ones(written, meant):
    with pytest.raises(CalculationError) as refused:
        places.find(written)
    assert refused.value.code == "unknown_place" and meant in refused.value.message.zh


def test_a_city_offers_its_airports_nearest_first():
    codes = [airport.code for airport in places.airports_near(places.find("上海"))]
    assert codes[:2] == ["SHA", "PVG"]
    assert [airport.code for airport in places.airports_near(places.find("SZX"))] == ["SZX"]


def test_the_great_circle_agrees_with_a_published_one_and_is_the_same_both_ways():
    # Great-circle distance SZX–PEK, 1,957 km by several public airport tables.
    start, end = places.find("SZX"), places.find("PEK")
    assert abs(places.distance_km(start, end) - Decimal(1957)) < 3
    assert places.distance_km(start, end) == places.distance_km(end, start)
    assert places.distance_km(start, start) == 0


def test_hong_kong_is_no_domestic_flight():
    assert places.route(places.find("深圳"), places.find("北京")) == "domestic"
    assert places.route(places.find("香港"), places.find("北京")) == "international"


def test_the_look_up_says_how_it_measured(db):
    with override("en"):
        page = Client().get(reverse("footprint:distance"), {"start": "成都", "end": "SZX"})
    text = page.content.decode()
    assert "Great circle, one way" in text and "CTU" in text


def test_an_unknown_city_is_refused_at_its_field(db):
    with override("zh-hans"):
        page = Client().get(reverse("footprint:distance"), {"start": "深镇", "end": "PEK"})
    assert "深圳" in str(page.context["form"].errors["start"])


def test_the_look_up_fills_in_a_flight_of_the_inventory(db):
    with override("en"):
        visitor = Client()
        answers = {"participants": "40", "days": "1", "origin": "national", "region": "CN-GD"}
        visitor.post(reverse("footprint:event"), answers)
        address = reverse("footprint:event_distance")
        page = visitor.get(address, {"row": "flight_domestic", "start": "SZX", "end": "PEK"})
        assert [item.id for item in page.context["rows"]] == ["flight_domestic", "staff_flight"]
        visitor.post(address, {"row": "flight_domestic", "start": "SZX", "end": "PEK"})
        draft = drafts.in_session(visitor.session, "event")
        assert draft and draft.fields["flight_domestic_km"] == "1956.8"
        refused = visitor.post(address, {"row": "rail_far", "start": "SZX", "end": "PEK"})
        assert refused.status_code == 200
