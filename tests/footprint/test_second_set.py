"""A new factor set is published: what was computed stays as it was, what is computed next uses the new one."""

import json
import shutil
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import checks, footprints, queries, quick, requests, sets
from footprint.errors import CalculationError
from footprint.models import Footprint
from tests.footprint import scratch_sets
from tests.footprint.entered import activity, compute
from tests.footprint.worked import EGU

pytestmark = pytest.mark.django_db

NEW = "2099.1"
CHANGED = {
    "electricity.csv": scratch_sets.both(
        scratch_sets.change("grid-cn-gd-2023", value="0.4000", source_title="a corrected notice"),
        scratch_sets.add("grid-cn-2024", like="grid-cn-2023", year="2024", value="0.5100"),
    ),
    "travel.csv": scratch_sets.remove("air-mao-full-low-2019"),
    "hotel.csv": scratch_sets.change("hotel-cpcd-cn-2024", value="33.26"),
}


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """Publishes a second set beside the first, and makes it the current one."""

    def publish() -> None:
        for set_id in sets.available():
            shutil.copytree(sets.FOLDER / set_id, tmp_path / set_id)
        scratch_sets.copy(tmp_path, CHANGED, set_id=NEW)
        monkeypatch.setattr(sets, "FOLDER", tmp_path)
        monkeypatch.setattr(sets, "CURRENT", NEW)

    return publish


def everything():
    """Footprints that between them rest on every kind of line."""
    return [
        quick.estimate(400, 2).result,
        EGU.result(),
        compute(
            activity("electricity", "8000", "kWh"),
            activity("electricity", "8000", "kWh", year="2021", region="CN"),
            activity("hotel", "160", "person-night", occupants_per_room="2"),
            activity("flight", "36", "person", distance_km="1600", trip="return", route="domestic", rf="yes"),
            activity("refrigerant", "3", "kg", gas="r404a"),
            activity("meal", "400", "meal", diet="vegetarian"),
            activity("online_participation", "900", "participant-hour"),
            activity("exhibition_waste", "1200", "m2"),
        ),
    ]  # fmt: skip


def as_stored(footprint: Footprint) -> bytes:
    lines = {"lines": footprint.lines, "warnings": footprint.warnings}
    return json.dumps(lines, sort_keys=True, ensure_ascii=False).encode()


def recomputed(footprint: Footprint) -> bytes:
    data = footprints.recompute(footprint).as_data()
    lines = {"lines": data["lines"], "warnings": data["warnings"]}
    return json.dumps(lines, sort_keys=True, ensure_ascii=False).encode()


def test_a_footprint_of_today_recomputes_to_the_byte_after_a_new_set_is_published(publish):
    stored = [footprints.store(result, kind="planned").pk for result in everything()]
    totals = [Footprint.objects.get(pk=pk).total_exact for pk in stored]
    publish()
    for pk, total in zip(stored, totals, strict=True):
        footprint = Footprint.objects.get(pk=pk)
        assert footprints.recomputes_identically(footprint)
        assert recomputed(footprint) == as_stored(footprint)
        assert footprints.recompute(footprint).total_exact == total


def test_new_calculations_take_the_new_set_and_its_numbers(publish):
    before = compute(activity("electricity", "1000", "kWh"))
    publish()
    after = compute(activity("electricity", "1000", "kWh"))
    assert (before.total_exact, after.total_exact) == (Decimal("441.9"), Decimal("400"))
    assert (before.factor_set, after.factor_set) == ("2026.1", NEW)
    assert queries.current_factor_set().id == NEW


def test_the_old_set_may_still_be_asked_for_by_its_id(publish):
    publish()
    document = {
        "guideline": "mee-2019-19",
        "factor_set": "2026.1",
        "region": "CN-GD",
        "activities": [{"activity": "electricity", "value": "1000", "unit": "kWh"}],
    }
    assert requests.run(document).total_exact == Decimal("441.9")


def test_a_new_year_in_the_new_set_is_taken_only_there(publish):
    with pytest.raises(CalculationError):
        compute(activity("electricity", "1", "kWh", year="2024", region="CN"))
    publish()
    assert compute(activity("electricity", "1000", "kWh", region="CN")).total_kg == 510


def test_the_new_set_passes_the_checks(publish):
    publish()
    assert list(checks.check(NEW)) == []


def test_a_set_in_another_folder_cannot_be_calculated_with(tmp_path):
    folder = scratch_sets.copy(tmp_path, CHANGED)
    assert sets.read(folder).id == NEW
    assert sets.available() == ("2026.1",)
    with pytest.raises(CalculationError):
        sets.load(NEW)


def test_the_public_page_says_what_the_new_set_changes(publish):
    publish()
    with override("zh-hans"):
        page = Client().get(reverse("footprint:factor_set_changes", args=[NEW])).content.decode()
    for said in (
        "0.4419",
        "0.4000",
        "−9.5 %",
        "66.52",
        "−50 %",
        "来源",
        "新增的行 (1)",
        "移除的行 (1)",
    ):
        assert said in page, said
    assert "大型活动碳中和实施指南" in page  # the default that the hotel's correction touches


def test_the_api_says_so_too(publish):
    publish()
    answer = Client().get(f"/api/v1/factor-sets/{NEW}/changes").json()
    assert (answer["old"], answer["added"], answer["removed"]) == (
        "2026.1", ["grid-cn-2024"], ["air-mao-full-low-2019"],
    )  # fmt: skip
    changed = {item["id"]: item["percent"] for item in answer["changed"]}
    assert changed == {"grid-cn-gd-2023": "-9.5", "hotel-cpcd-cn-2024": "-50"}
    assert {"grid-cn-gd-2023", "hotel-cpcd-cn-2024", "grid-cn-2023"} <= {
        item["factor"] for item in answer["affected"]
    }


def test_the_old_rows_keep_their_address_below_their_set(publish):
    publish()
    address = "/zh-hans/factors/hotel-cpcd-cn-2024/"
    assert "33.26" in Client().get(address).content.decode()
    old = Client().get(address, {"set": "2026.1"}).content.decode()
    assert "66.52" in old and "旧因子集 2026.1" in old
