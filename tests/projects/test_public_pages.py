"""What strangers see of projects: their pages, the list, the map and the API."""

import re
from datetime import date

import pytest

from marketplace.projects import dossiers, reviews
from tests.projects import yard

pytestmark = pytest.mark.django_db


def test_a_small_group_is_never_counted_out(seller_organization, seller, registrar, client):
    project, _version = yard.project(seller_organization, seller, registrar, participants=7)
    page = client.get(f"/en/projects/{project.code}/").content.decode()
    assert "fewer than 10 participants" in page
    assert not re.search(r"\b7 participants", page)
    told = client.get(f"/api/v1/projects/{project.code}").json()
    assert (told["participants"], told["few_participants"]) == (None, True)
    listed = client.get("/api/v1/projects").json()
    assert [(p["participants"], p["few_participants"]) for p in listed] == [(None, True)]


def test_the_project_page_says_when_it_changed(seller_organization, seller, registrar, client):
    project, version = yard.project(seller_organization, seller, registrar)
    again = dossiers.revise(version.dossier, actor=seller)
    dossiers.save(again, yard.facts(place_en="Bantian North"), actor=seller)
    before = client.get(f"/en/projects/{project.code}/").content.decode()
    assert "Bantian North" not in before and "Changed, each time" not in before
    dossiers.submit(again, actor=seller)
    reviews.accept(again, actor=registrar)
    after = client.get(f"/en/projects/{project.code}/").content.decode()
    assert "Bantian North" in after and "Changed, each time accepted again" in after


def test_the_list_finds_by_words_kind_and_district(seller_organization, seller, registrar, client):
    yard.project(seller_organization, seller, registrar)
    yard.project(
        seller_organization,
        seller,
        registrar,
        name_zh="福田红树林",
        kind="mangrove",
        district="440304",
    )
    for asked, found in (
        ("", 2),
        ("?q=红树林", 1),
        ("?kind=solar", 1),
        ("?district=440304", 1),
        ("?q=nothing", 0),
        ("?district=nonsense", 0),
    ):
        page = client.get(f"/en/projects/{asked}").content.decode()
        assert f">{found} project" in page, asked


def test_the_map_links_each_district_and_says_that_it_is_schematic(
    seller_organization, seller, registrar, client
):
    yard.project(seller_organization, seller, registrar)
    page = client.get("/en/projects/").content.decode()
    assert 'href="/en/projects/?district=440307"' in page
    assert 'aria-label="Longgang: 1"' in page and "Schematic" in page
    assert len(re.findall(r"<rect ", page)) == 11


def test_the_api_tells_a_project(seller_organization, seller, registrar, client):
    yard.accepted(seller_organization, seller, registrar)
    version = yard.draft(seller_organization, seller)
    dossiers.add_period(
        version,
        dossiers.Period(
            starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31), quantity=12, unit_zh="吨"
        ),
        actor=seller,
    )
    dossiers.submit(version, actor=seller)
    project = reviews.accept(version, actor=registrar)
    told = client.get(f"/api/v1/projects/{project.code}").json()
    assert told["place_en"] == "Bantian" and told["issued_kg"] == 0
    assert told["monitoring_periods"][0]["quantity"] == "12.000"
    assert client.get("/api/v1/projects/nowhere").status_code == 404


def test_the_list_asks_as_often_for_one_project_as_for_four(
    seller_organization, seller, registrar, client, django_assert_max_num_queries
):
    for _i in range(4):
        yard.project(seller_organization, seller, registrar)
    with django_assert_max_num_queries(8):
        client.get("/en/projects/")
