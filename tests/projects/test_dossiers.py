"""A dossier's road: draft, handed in, sent back with remarks or accepted; a project in the registry; later versions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership
from marketplace.errors import MarketError
from marketplace.projects import completeness, dossiers, reviews
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import Document, DossierVersion, MonitoringPeriod
from marketplace.registry.auditing import run
from marketplace.registry.models import Project
from tests.projects import yard

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(seller_organization, seller, registrar):
    """An organization accepted as a project owner."""
    yard.accepted(seller_organization, seller, registrar)
    return seller_organization


def period(**changes):
    return dossiers.Period(
        **{
            "starts_on": date(2024, 1, 1),
            "ends_on": date(2024, 12, 31),
            "quantity": Decimal("412.5"),
            "unit_zh": "兆瓦时",
            "unit_en": "MWh",
        }
        | changes
    )


def test_an_accepted_dossier_makes_the_registrys_project(owner, seller, registrar):
    version = yard.submitted(owner, seller)
    project = reviews.accept(version, actor=registrar)
    assert project.code == "sz-here-0001"
    assert (project.owner, project.name_zh, project.participants) == (
        owner.party,
        "坂田屋顶光伏",
        7,
    )
    version.dossier.refresh_from_db()
    assert version.dossier.project == project


def test_codes_count_on_within_a_scheme(owner, seller, registrar):
    codes = [yard.project(owner, seller, registrar)[0].code for _i in range(2)]
    assert codes == ["sz-here-0001", "sz-here-0002"]


def test_a_draft_may_lack_anything_but_is_handed_in_whole(owner, seller):
    version = dossiers.begin(owner, actor=seller, facts={"name_zh": "只有名字"})
    with pytest.raises(Incomplete) as refusal:
        dossiers.submit(version, actor=seller)
    assert {"name_en", "kind", "methodology_version", "participants"} <= set(refusal.value.problems)
    dossiers.save(version, yard.facts(), actor=seller)
    dossiers.submit(version, actor=seller)


def test_a_dossier_waits_for_the_organizations_own_acceptance(seller_organization, seller):
    version = yard.draft(seller_organization, seller)
    with pytest.raises(MarketError, match="invalid_state"):
        dossiers.submit(version, actor=seller)


def test_remarks_stand_at_their_fields_and_the_next_version_begins_with_everything(
    owner, seller, registrar
):
    version = yard.draft(owner, seller)
    dossiers.add_period(version, period(), actor=seller)
    dossiers.add_document(
        version,
        yard.stored(owner, seller),
        title_zh="报告",
        title_en="",
        is_public=True,
        actor=seller,
    )
    dossiers.submit(version, actor=seller)
    reviews.send_back(
        version, {"participants": "人数与名单不符。", "summary_zh": " "}, actor=registrar
    )
    assert [(r.field, r.text) for r in version.remarks.all()] == [
        ("participants", "人数与名单不符。")
    ]
    again = dossiers.revise(version.dossier, actor=seller)
    assert (again.number, again.status, again.summary_zh) == (2, "draft", "七家企业合用屋顶。")
    assert (again.periods.count(), again.documents.count()) == (1, 1)
    assert (version.periods.count(), version.documents.count()) == (1, 1)


def test_a_later_version_changes_the_project_once_it_is_accepted(owner, seller, registrar):
    project, version = yard.project(owner, seller, registrar)
    again = dossiers.revise(version.dossier, actor=seller)
    dossiers.save(again, yard.facts(name_zh="坂田屋顶光伏二期", participants=23), actor=seller)
    project.refresh_from_db()
    assert project.name_zh == "坂田屋顶光伏"
    dossiers.submit(again, actor=seller)
    reviews.accept(again, actor=registrar)
    project.refresh_from_db()
    assert (project.name_zh, project.participants) == ("坂田屋顶光伏二期", 23)
    assert Project.objects.count() == 1


def test_a_registered_project_stays_in_its_scheme(owner, seller, registrar):
    _project, version = yard.project(owner, seller, registrar)
    again = dossiers.revise(version.dossier, actor=seller)
    dossiers.save(again, {"scheme": yard.scheme("upstream")}, actor=seller)
    with pytest.raises(Incomplete) as refusal:
        dossiers.submit(again, actor=seller)
    assert list(refusal.value.problems) == ["scheme"]


@pytest.mark.parametrize("status", ["superseded"])
def test_only_a_filed_methodology_can_be_handed_in(owner, seller, status):
    version = yard.draft(owner, seller, methodology_version=yard.methodology(status))
    with pytest.raises(Incomplete) as refusal:
        dossiers.submit(version, actor=seller)
    assert list(refusal.value.problems) == ["methodology_version"]


def test_who_hands_in_is_a_member_who_prepares_and_who_accepts_is_none(
    owner, seller, citizen, registrar
):
    version = yard.draft(owner, seller)
    Membership.objects.create(user=citizen, organization=owner, role="viewer")
    for act in (
        lambda: dossiers.begin(owner, actor=citizen),
        lambda: dossiers.save(version, {}, actor=citizen),
        lambda: dossiers.submit(version, actor=citizen),
        lambda: dossiers.revise(version.dossier, actor=registrar),
    ):
        with pytest.raises(MarketError, match="not_allowed"):
            act()
    dossiers.submit(version, actor=seller)
    Membership.objects.create(user=registrar, organization=owner, role="viewer")
    with pytest.raises(MarketError, match="same_person"):
        reviews.accept(version, actor=registrar)


def test_it_is_decided_once(owner, seller, registrar, second_registrar):
    _project, version = yard.project(owner, seller, registrar)
    with pytest.raises(MarketError, match="invalid_state"):
        reviews.send_back(version, {"": "too late"}, actor=second_registrar)
    assert not version.remarks.exists()


def test_sending_back_needs_a_remark_at_a_field_there_is(owner, seller, registrar):
    version = yard.submitted(owner, seller)
    for remarks in ({}, {"name_zh": "  "}, {"status": "accepted"}):
        with pytest.raises(Incomplete):
            reviews.send_back(version, remarks, actor=registrar)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2023, 1, 1)}, "ends_on"),
        ({"ends_on": date(2999, 1, 1)}, "ends_on"),
        ({"starts_on": date(2024, 6, 1), "ends_on": date(2025, 5, 31)}, "starts_on"),
    ],
)
def test_a_monitoring_period_is_over_in_order_and_alone(owner, seller, changes, field):
    version = yard.draft(owner, seller)
    dossiers.add_period(version, period(), actor=seller)
    with pytest.raises(Incomplete) as refusal:
        dossiers.add_period(version, period(**changes), actor=seller)
    assert list(refusal.value.problems) == [field]


def test_a_file_of_another_organization_is_not_attached(owner, seller, nanshan_expo, organizer):
    theirs = yard.stored(nanshan_expo, organizer)
    with pytest.raises(MarketError, match="not_allowed"):
        dossiers.add_document(
            yard.draft(owner, seller),
            theirs,
            title_zh="报告",
            title_en="",
            is_public=True,
            actor=seller,
        )


@pytest.mark.parametrize(
    ("point", "field"),
    [
        ({"latitude": Decimal("114.05"), "longitude": Decimal("22.63")}, "latitude"),
        ({"latitude": None}, "latitude"),
        ({"latitude": None, "longitude": None}, "radius_m"),
    ],
)
def test_a_point_is_whole_and_in_its_city(point, field):
    facts = dict.fromkeys(completeness.NEEDED, 1) | {
        "district": "440307",
        "latitude": Decimal("22.63"),
        "longitude": Decimal("114.05"),
        "radius_m": 300,
        "starts_on": date(2024, 1, 1),
    }
    assert completeness.problems(facts) == {}
    assert field in completeness.problems(facts | point)


def test_a_point_elsewhere_may_be_anywhere():
    facts = dict.fromkeys(completeness.NEEDED, 1) | {"starts_on": date(2024, 1, 1)}
    far = {"district": "other", "latitude": Decimal("29.6"), "longitude": Decimal("91.1")}
    assert completeness.problems(facts | far) == {}


def test_the_database_keeps_what_was_handed_in(owner, seller):
    version = yard.draft(owner, seller)
    dossiers.add_period(version, period(), actor=seller)
    dossiers.add_document(
        version,
        yard.stored(owner, seller),
        title_zh="报告",
        title_en="",
        is_public=False,
        actor=seller,
    )
    dossiers.submit(version, actor=seller)
    attempts = (
        lambda: DossierVersion.objects.filter(pk=version.pk).update(participants=70),
        lambda: DossierVersion.objects.filter(pk=version.pk).update(status="draft"),
        lambda: version.periods.update(quantity=1),
        lambda: Document.objects.filter(version=version).update(is_public=True),
        lambda: Document.objects.filter(version=version).delete(),
        lambda: MonitoringPeriod.objects.create(
            version=version,
            starts_on=date(2023, 1, 1),
            ends_on=date(2023, 2, 1),
            quantity=1,
            unit_zh="次",
        ),
        lambda: DossierVersion.objects.filter(pk=version.pk).delete(),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_database_keeps_a_projects_code_owner_and_scheme(
    owner, seller, registrar, nanshan_expo
):
    project, _version = yard.project(owner, seller, registrar)
    for change in (
        {"code": "another"},
        {"owner": nanshan_expo.party},
        {"scheme": yard.scheme("upstream")},
        {"is_demo": True},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Project.objects.filter(pk=project.pk)._raw_delete("default")


def test_the_audit_is_silent_and_sees_a_project_that_says_another_thing(owner, seller, registrar):
    project, _version = yard.project(owner, seller, registrar)
    returned = yard.submitted(owner, seller)
    reviews.send_back(returned, {"": "no"}, actor=registrar)
    assert run().findings == []
    Project.objects.filter(pk=project.pk).update(participants=9_999)
    assert [f["check"] for f in run().findings] == ["projects_are_their_dossiers"]


def test_what_is_over_is_measured_up_to_yesterday(owner, seller):
    version = yard.draft(owner, seller)
    with pytest.raises(Incomplete):
        dossiers.add_period(version, period(ends_on=yard.today()), actor=seller)
    dossiers.add_period(version, period(ends_on=yard.today() - timedelta(days=1)), actor=seller)
