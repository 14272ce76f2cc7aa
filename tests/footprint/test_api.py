"""The public contract: what machines may ask, and how they are refused."""

import json
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/footprints/calculate"
ELECTRICITY = {"activity": "electricity", "value": "8000", "unit": "kWh"}


def ask(**changed):
    body = {"guideline": "mee-2019-19", "region": "CN-GD", "activities": [ELECTRICITY]} | changed
    return Client().post(ADDRESS, json.dumps(body), content_type="application/json")


def test_a_calculation_needs_no_account_and_shows_every_step():
    answer = ask().json()
    assert (answer["total_kg"], answer["total_kg_exact"]) == (3536, "3535.2")
    line = answer["lines"][0]
    assert line["factor"]["id"] == "grid-cn-gd-2023" and line["factor"]["value"] == "0.4419"
    assert line["source_class"] == "energy" and line["kg"] == "3535.2"
    assert line["steps"][0]["en"].endswith("= 3,535.2 kg")
    assert answer["factor_set"] == "2026.1" and answer["warnings"] == []


def test_options_may_stand_beside_the_activitys_own_fields():
    flight = {
        "activity": "flight",
        "value": "36",
        "unit": "person",
        "distance_km": "1600",
        "trip": "return",
    }
    beside = ask(activities=[flight | {"route": "domestic"}]).json()
    below = ask(
        activities=[
            {
                **{key: flight[key] for key in ("activity", "value", "unit")},
                "options": {"distance_km": "1600", "trip": "return", "route": "domestic"},
            }
        ]
    ).json()
    assert beside == below
    assert beside["total_kg_exact"] == "9550.08"


def test_a_custom_factor_comes_with_its_source():
    item = {"activity": "custom", "value": "94411916.74", "unit": "passenger-km"}
    factor = {"value": "0.2", "unit": "kgCO2e/passenger-km", "source": "a study"}
    answer = ask(activities=[item | {"factor": factor}]).json()
    assert answer["total_kg_exact"] == "18882383.348"
    assert ask(activities=[item | {"factor": factor | {"source": ""}}]).status_code == 422
    assert ask(activities=[item]).json()["errors"][0]["field"] == "activities.0.factor"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"guideline": "unknown"}, "unknown_guideline", "guideline"),
        ({"factor_set": "1999.1"}, "unknown_factor_set", "factor_set"),
        ({"region": "CN-XZ"}, "no_factor_for_region", "activities.0.region"),
        ({"region": "Narnia"}, "unknown_region", "region"),
        ({"activities": [ELECTRICITY | {"unit": "GJ"}]}, "unit_not_accepted", "activities.0.unit"),
        ({"activities": [ELECTRICITY | {"value": "-1"}]}, "negative", "activities.0.value"),
        ({"activities": [ELECTRICITY | {"value": "NaN"}]}, "not_a_number", "activities.0.value"),
        ({"activities": [ELECTRICITY | {"value": "1e3"}]}, "not_a_number", "activities.0.value"),
        (
            {"activities": [ELECTRICITY | {"colour": "green"}]},
            "unknown_option",
            "activities.0.options.colour",
        ),
        (
            {"activities": [ELECTRICITY, {"activity": "teleport", "value": "1", "unit": "km"}]},
            "unknown_activity",
            "activities.1.activity",
        ),
    ],
)
def test_a_refusal_is_a_problem_document_with_code_and_field(changed, code, field):
    answer = ask(**changed)
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["errors"][0]["field"]) == (code, field)


@pytest.mark.parametrize("value", [1.5, True, None, [], {}])
def test_inexact_numbers_are_refused(value):
    assert ask(activities=[ELECTRICITY | {"value": value}]).status_code == 422


def test_full_width_digits_and_chinese_units_are_read():
    assert (
        ask(activities=[ELECTRICITY | {"value": "８，０００", "unit": "度"}]).json()[
            "total_kg_exact"
        ]
        == "3535.2"
    )


def test_no_number_in_an_answer_is_a_float_or_has_an_exponent():
    entered = [
        ELECTRICITY | {"value": "0.000000001"},
        {"activity": "online_participation", "value": "3", "unit": "participant-hour"},
    ]
    text = ask(activities=entered).content.decode()
    json.loads(text, parse_float=lambda number: pytest.fail(f"a float: {number}"))
    assert not re.search(r'"\d+(\.\d+)?[eE][-+]?\d+"', text)


def test_empty_and_oversized_lists_are_refused():
    assert ask(activities=[]).status_code == 422
    assert ask(activities=[ELECTRICITY] * 501).status_code == 422


def test_guidelines_tell_their_classes_activities_and_deadlines():
    answer = {item["id"]: item for item in Client().get("/api/v1/guidelines").json()}
    assert set(answer) == {"mee-2019-19", "public-building-2015", "personal-2026"}
    event = answer["mee-2019-19"]
    assert [item["number"] for item in event["source_classes"]][:7] == list("1234567")
    assert [(item["credits"], item["years"]) for item in event["deadlines"]] == [
        ("allowance_or_credit", 1),
        ("new_forestry", 6),
    ]
    assert event["source_classes"][2]["activities"][0]["units"] == ["kWh", "MWh", "10^4kWh"]


def test_a_factor_set_is_given_whole_with_sources():
    heads = Client().get("/api/v1/factor-sets").json()
    assert [head["id"] for head in heads] == ["2026.1"]
    found = Client().get("/api/v1/factor-sets/2026.1").json()
    assert found["sha256"] == heads[0]["sha256"] and len(found["factors"]) == found["count"]
    assert all(factor["source"] and factor["licence"] for factor in found["factors"])
    assert Client().get("/api/v1/factor-sets/1999.1").status_code == 404


def test_the_same_calculation_by_page_file_api_and_command_agrees(tmp_path, capsys):
    from django.core.management import call_command

    from footprint import quick

    result = quick.estimate(400, 2).result
    activities = [line.entered.as_data() for line in result.lines]
    by_api = ask(activities=activities).json()
    path = tmp_path / "forum.json"
    path.write_text(
        json.dumps({"guideline": "mee-2019-19", "region": "CN-GD", "activities": activities})
    )
    call_command("calculate", str(path))
    by_command = json.loads(capsys.readouterr().out)
    assert (
        by_api["total_kg_exact"]
        == by_command["total_kg_exact"]
        == f"{result.total_exact.normalize():f}"
    )


def test_the_check_command_is_content_with_the_published_sets(capsys):
    from django.core.management import call_command

    call_command("factors", "check")
    assert "1256 factors" in capsys.readouterr().out
