"""The public lists: filters, totals, pages at a constant cost, and nobody named who did not agree."""

import pytest
from django.utils import translation

from accounts import directory
from accounts.parties import set_public_name
from marketplace.methodologies.forms import ExpertForm
from marketplace.registry import freezes, ledger, log, queries, upstream
from marketplace.registry.forms import IssuanceForm
from marketplace.registry.ledger import Line
from marketplace.registry.models import Project, Retirement
from marketplace.registry.opendata import readings
from marketplace.registry.public import beneficiaries, lists
from tests.registry import supply

pytestmark = pytest.mark.django_db
CANARY = "canary-person-7391"


@pytest.fixture
def busy(nanshan_expo):
    """Two projects; an organization, a named person and two nameless ones; one cancellation, one freeze."""
    metro, solar = (supply.batch(supply.person(name), 10_000) for name in ("metro", "solar"))
    expo = nanshan_expo.party
    for batch in (metro, solar):
        supply.give(batch, expo, 1_000)
    ledger.retire(
        owner=expo, beneficiary=expo, lines=[Line(metro.pk, expo.pk, 300), Line(solar.pk, expo.pk, 200)],
        purpose="event", jurisdiction="CN-GD", reason="r", claim=supply.claim("event:two"), subject=supply.ORDER,
    )  # fmt: skip
    named = supply.person("named")
    set_public_name(named, name_zh="林小和", name_en="Lin Xiaohe", shows_name=True)
    for number, who in enumerate((named, supply.person(CANARY), supply.person("other"))):
        supply.give(metro, who, 100)
        supply.retire(metro, who, 10 * (number + 1))
    ledger.cancel(owner=expo, lines=[Line(solar.pk, expo.pk, 50)], reason="damaged", subject="x:1")
    frozen = supply.batch(supply.person("frozen"), 1_000)
    freezes.freeze(batch=frozen, reason=CANARY, actor=supply.user("supervisor"))
    return {"metro": metro, "solar": solar, "expo": expo, "named": named}


def get(client, path, language="en"):
    answer = client.get(f"/{language}/registry/{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


PATHS = [
    "issuances",
    "batches",
    "retirements",
    "cancellations",
    "withdrawals",
    "freezes",
    "beneficiaries",
]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_list_has_its_page_in_every_language(client, path, language):
    get(client, f"{path}/", language)


def test_every_list_shows_what_happened_and_names_no_one_who_did_not_agree(client, busy):
    log.seal()
    for path in PATHS:
        text = get(client, f"{path}/")
        assert CANARY not in text and "people.example" not in text
    assert "Nanshan Expo Group" in get(client, "cancellations/")
    assert "damaged" in get(client, "cancellations/")
    assert "frozen" in get(client, "freezes/")


def found(**asked):
    return lists.retirements(asked)


def test_retirements_are_filtered_and_their_totals_are_of_what_was_found(busy):
    assert (found().count, found().kg) == (4, 560)
    assert (found(kind="organization").count, found(kind="organization").kg) == (1, 500)
    assert found(kind="person").kg == 60
    assert found(purpose="event").count == 4 and found(purpose="gift").count == 0
    year = Retirement.objects.first().at.year
    assert found(year=year).count == 4 and found(year=year - 1).count == 0
    assert found(beneficiary=busy["expo"].public_id).kg == 500


def test_of_a_project_only_its_own_kilograms_are_summed(busy):
    assert found(project=busy["solar"].project).kg == 200
    assert found(project=busy["metro"].project).kg == 300 + 60


def test_a_name_finds_organizations_and_people_who_agreed_and_nobody_else(busy):
    assert found(q="南山").kg == 500 and found(q="nanshan").kg == 500
    assert found(q="91440300MA5HNEXP08").kg == 500
    assert found(q="林小和").count == 1
    set_public_name(busy["named"], name_zh="林小和", name_en="", shows_name=False)
    assert found(q="林小和").count == 0
    assert found(q=busy["named"].pseudonym).count == 1


def test_beneficiaries_and_individuals_together_are_all_that_was_retired(busy):
    named, rest = beneficiaries.named({}), beneficiaries.individuals()
    assert [line.name_en for line in named.page.object_list] == ["Nanshan Expo Group", "Lin Xiaohe"]
    assert (named.kg, rest.people, rest.kg) == (510, 2, 50)
    assert named.kg + rest.kg == queries.totals().retired
    assert beneficiaries.named({"q": "91440300MA5HNEXP08"}).kg == 500


def test_what_was_merged_in_the_directory_is_one_beneficiary(busy, client):
    double = directory.add(uscc="91440300MA5NEWB01H", name_zh="展会公司旧名", actor=None)
    supply.give(busy["metro"], busy["expo"], 40)
    supply.retire(busy["metro"], busy["expo"], 40, beneficiary=double)
    assert beneficiaries.named({}).count == 3
    directory.merge(double, busy["expo"], reason="改名", staff=supply.user("merger"))
    for asked in ({}, {"q": "南山"}, {"q": "展会公司旧名"}):
        named = beneficiaries.named(asked)
        first = named.page.object_list[0]
        assert (first.public_id, first.kg, first.retirements) == (busy["expo"].public_id, 540, 2)
        assert named.count == (1 if asked else 2)
    for party in (double, busy["expo"]):
        assert found(beneficiary=party.public_id).kg == 540
        text = get(client, f"retirements/?beneficiary={party.public_id}")
        assert "Nanshan Expo Group" in text
    assert found(q="南山").kg == 540
    assert {line.kg for line in beneficiaries.all_named()} == {540, 10}
    rows = {row[2]: row[-1] for row in readings.beneficiaries()}
    assert rows == {busy["expo"].name_zh: 540, None: 60}


def test_lists_to_choose_from_speak_the_readers_language(busy, client, seller_organization):
    project = busy["metro"].project
    Project.objects.filter(pk=project.pk).update(name_zh="地铁", name_en="Metro line")
    text = get(client, "retirements/")
    assert f"Metro line · {project.code}" in text and "地铁" not in text
    scheme = project.scheme
    assert f">{scheme.name_en}</option>" in get(client, "issuances/")
    with translation.override("en"):
        choices = str(ExpertForm()["organization"]) + str(ExpertForm()["conflicts"])
        assert f"{project.code} · Metro line" in str(IssuanceForm()["project"])
    assert choices.count(seller_organization.party.name_en) == 2


def test_issues_are_filtered_by_project_scheme_vintage_and_day(busy):
    def count(**asked):
        return lists.issuances(asked).count

    metro = busy["metro"]
    assert count() == 3 and count(project=metro.project) == 1
    assert count(scheme=metro.scheme) == 3
    assert count(vintage=2024) == 3 and count(vintage=2023) == 0
    day = metro.issued_at.date()
    assert count(since=day.replace(year=day.year + 1)) == 0
    assert count(until=day.replace(year=day.year - 1)) == 0
    assert lists.issuances({}).kg == 21_000


def test_a_wrong_part_of_a_filter_is_named_and_the_rest_still_filters(client, busy):
    text = get(client, "retirements/?kind=organization&year=abc&project=nothing&purpose=x")
    assert "Nanshan Expo Group" in text and "error" in text
    assert "Nothing matches" in get(client, "retirements/?q=nobody-of-that-name")
    assert "This day is before" in get(client, "issuances/?since=2026-02-01&until=2026-01-01")
    assert client.get("/en/registry/retirements/?beneficiary=nonsense").status_code == 200
    nobody = "7d9f3c52-0000-4000-8000-000000000000"
    assert client.get(f"/en/registry/retirements/?beneficiary={nobody}").status_code == 404


def test_a_page_costs_the_same_whatever_stands_on_it(client, busy, django_assert_max_num_queries):
    def queries_of(path):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            get(client, path)
        return len(captured)

    before = {path: queries_of(f"{path}/") for path in PATHS}
    metro = busy["metro"]
    for number in range(12):
        who = supply.person(f"more{number}")
        supply.give(metro, who, 10)
        supply.retire(metro, who, 5)
    assert {path: queries_of(f"{path}/") for path in PATHS} == before
    assert max(before.values()) <= 14


def test_long_lists_come_in_pages(client, busy):
    metro = busy["metro"]
    for number in range(25):
        who = supply.person(f"page{number}")
        supply.give(metro, who, 10)
        supply.retire(metro, who, 5)
    first, second = lists.retirements({}), lists.retirements({}, number="2")
    assert (first.page.paginator.num_pages, len(second.page.object_list)) == (2, 4)
    seen = [view.id for view in (*first.page.object_list, *second.page.object_list)]
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == 29
    assert lists.retirements({}, number="nonsense").page.number == 1


def test_withdrawals_show_their_state_and_proof(client):
    whole = supply.batch(supply.person("grid"), 10_000, increment_kg=1000)
    buyer = supply.person("buyer")
    supply.give(whole, buyer, 3_000)
    retired = supply.retire(whole, buyer, 2_000)
    actor = supply.user("registrar")
    upstream.request(retirement=retired, batch=whole, actor=actor)
    assert "requested" in get(client, "withdrawals/?state=requested")
    upstream.withdrawn(
        retirement=retired,
        batch=whole,
        proof_number="W-2026-17",
        proof_date=supply.today(),
        proof=b"x",
        actor=supply.user("second-registrar"),
    )
    text = get(client, "withdrawals/")
    assert "W-2026-17" in text and "2.000" in text
    assert "W-2026-17" not in get(client, "withdrawals/?state=refused")


def test_every_batch_says_when_it_was_last_checked(client, busy):
    from marketplace.registry import auditing

    assert "The first audit has not run yet" in get(client, "batches/")
    auditing.run_and_store()
    text = get(client, "batches/")
    assert "All batches together" in text and "violated" not in text


def test_projects_in_the_filter_are_those_with_batches(client, busy):
    supply.project(supply.person("idle"))
    text = get(client, "issuances/")
    idle = Project.objects.filter(batches=None).get()
    assert idle.code not in text and busy["metro"].project.code in text


def test_the_api_pages_by_key_through_everything_once(client, busy):
    seen, after = [], ""
    while True:
        document = client.get(f"/api/v1/retirements?limit=1{after}").json()
        assert (document["count"], document["kg"]) == (4, 560)
        seen += [row["public_id"] for row in document["retirements"]]
        if not document["next"]:
            break
        after = f"&after={document['next']}"
    assert len(seen) == len(set(seen)) == 4
    text = client.get("/api/v1/retirements").content.decode()
    assert CANARY not in text
    code = busy["solar"].project.code
    assert client.get(f"/api/v1/retirements?project={code}").json()["kg"] == 200
    assert client.get("/api/v1/retirements?project=none").status_code == 404
    assert client.get("/api/v1/retirements?purpose=holiday").status_code == 422


def test_the_api_sums_beneficiaries(client, busy):
    document = client.get("/api/v1/beneficiaries").json()
    assert document["kg"] + document["individuals"]["kg"] == queries.totals().retired
    assert document["beneficiaries"][0]["uscc"] == "91440300MA5HNEXP08"
    assert client.get("/api/v1/beneficiaries?q=林小和").json()["count"] == 1
