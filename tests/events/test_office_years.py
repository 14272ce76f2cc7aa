"""An organization's office year: its sites in the workspace, last year's structure, the year before beside it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from events import comparison, drafts, workspace
from events.models import OfficeYear
from footprint import footprints, queries
from footprint.drafts import Draft
from tests.events import subjects


@pytest.fixture
def desk(client: Client, clerk: Any) -> Any:
    """The clerk at her desk, reading Chinese."""
    client.force_login(clerk)
    with override("zh-hans"):
        yield client


@pytest.fixture
def year(district_office: Any, clerk: Any) -> OfficeYear:
    return subjects.office_year(district_office, clerk)


def place(name: str, kwh: str, **rest: Any) -> dict[str, Any]:
    return {"name": name, "region": "CN-GD", "sums": {"electricity": kwh}, **rest}


def keep(year: OfficeYear, actor: Any, *places: dict[str, Any], **fields: str) -> Draft:
    basics = {"year": year.year, "grid_year": 2023}
    draft = Draft("office", region="CN-GD", basics=basics, fields=fields, sites=places)
    drafts.keep(year, "actual", draft, actor=actor)
    return draft


def inventory(year: OfficeYear) -> str:
    return reverse("events:office_inventory", args=[year.public_id, "actual"])


def site(year: OfficeYear, number: int) -> str:
    return reverse("events:office_site", args=[year.public_id, "actual", number])


SIGNED_IN = 5
"""What every signed-in page asks besides its own: the tracking of sessions, savepoints included."""

SITE = {
    "name": "总部",
    "region": "CN-GD",
    "period": "month",
    "table_period": "month",
    "carriers": ["electricity"],
}


def test_a_clerk_enters_sites_and_keeps_the_year(desk, year):
    answer = desk.post(inventory(year), {"site": "0", "paper": "5"})
    assert answer["Location"] == site(year, 0)
    desk.post(site(year, 0), SITE | {"electricity_0": "1000", "electricity_kind": "bill"})
    answer = desk.post(
        inventory(year), {"grid_year": "2023", "paper": "5", "freeze": "1", "rest_is_zero": "1"}
    )
    assert answer["Location"] == reverse("events:office", args=[year.public_id])
    kept = queries.current(year.ref, kind="actual")
    assert kept and kept.inputs["sites"][0]["origins"]["electricity"]["kind"] == "bill"
    assert {line.source_class for line in kept.lines} == {"electricity", "goods"}


def test_nothing_is_kept_as_measured_before_the_grid_year_is_answered(desk, year, clerk):
    keep(year, clerk, place("总部", "1000"))
    page = desk.post(inventory(year), {"grid_year": "", "freeze": "1"})
    assert "grid_year" in page.context["settings"].errors
    assert queries.current(year.ref, kind="actual") is None


def test_a_site_is_nobodys_but_the_organizations(client, year, stranger, clerk):
    keep(year, clerk, place("总部", "1000"))
    client.force_login(stranger)
    assert client.get(site(year, 1)).status_code == 404


def test_the_pages_take_few_queries_whatever_the_number_of_sites(
    desk, year, clerk, django_assert_max_num_queries
):
    keep(year, clerk, *(place(f"第{number}处", "1000") for number in range(30)))
    desk.get(inventory(year))  # the session's own row is written once
    for address in (inventory(year), site(year, 9)):
        with django_assert_max_num_queries(6 + SIGNED_IN):
            assert desk.get(address).status_code == 200


# --- Last year's structure -----------------------------------------------------------------------------


@pytest.fixture
def next_year(district_office: Any, clerk: Any) -> OfficeYear:
    return workspace.create_office_year(
        organization=district_office, year=2026, region="CN-GD", actor=clerk
    )


def test_a_new_year_offers_the_earlier_ones_sites_without_amounts(desk, year, next_year, clerk):
    keep(year, clerk, place("总部", "1000", area="300"), paper="9")
    assert desk.get(inventory(next_year)).context["earlier"] == 2025
    desk.post(inventory(next_year), {"take_over": "1"})
    taken = drafts.current(next_year, "actual")
    assert (taken.sites[0]["name"], taken.sites[0]["area"], taken.sites[0]["sums"]) == (
        "总部",
        "300",
        {},
    )
    page = desk.get(inventory(next_year))
    assert page.context["earlier"] is None and "上次有填" in page.content.decode()


def test_what_has_been_filled_in_is_not_overwritten(year, next_year, clerk):
    keep(year, clerk, place("总部", "1000"))
    mine = keep(next_year, clerk, place("新址", "7"))
    assert not drafts.take_over(next_year, "actual", actor=clerk)
    assert drafts.current(next_year, "actual").sites == mine.sites


def test_another_organizations_years_are_not_offered(year, clerk, nanshan_expo, organizer):
    keep(year, clerk, place("总部", "1000"))
    theirs = workspace.create_office_year(
        organization=nanshan_expo, year=2026, region="CN-GD", actor=organizer
    )
    assert drafts.earlier(theirs) is None


# --- The year before -----------------------------------------------------------------------------------


def freeze(year: OfficeYear, actor: Any, *places: dict[str, Any]) -> None:
    """What the verb stores once the year is over; the younger of these years is still running."""
    draft = keep(year, actor, *places)
    footprints.store(
        draft.result(),
        kind="actual",
        owner=year.organization.party,
        subject_ref=year.ref,
        details=draft.details(),
    )


def test_the_year_before_stands_beside_it_site_by_site(desk, year, next_year, clerk):
    freeze(year, clerk, place("总部", "1000"), place("旧址", "500"))
    freeze(next_year, clerk, place("总部", "900"), place("新址", "100"))
    page = desk.get(reverse("events:office", args=[next_year.public_id]))
    bars = {bar.label: (bar.value, bar.note) for bar in page.context["beside"].bars}
    assert bars["总部 2025"] == (442, "") and bars["总部 2026"] == (398, "−10 %")
    assert "旧址 2025" in bars and "旧址 2026" not in bars and "新址 2026" in bars
    assert bars["全部合计 2026"][1] == "−33.3 %"


def test_the_first_year_has_nothing_beside_it(year, clerk):
    freeze(year, clerk, place("总部", "1000"))
    assert comparison.with_year_before(year, queries.current(year.ref, kind="actual")) is None
