"""The seller's road in a browser without JavaScript, the registrars' desk, and what strangers see."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from marketplace.projects import dossiers, reviews
from marketplace.projects.models import Application, DossierVersion, StoredFile
from marketplace.registry import filings
from tests.cast import sign_in
from tests.projects import yard

pytestmark = pytest.mark.django_db


@pytest.fixture
def sells(client, seller):
    return sign_in(client, seller)


@pytest.fixture
def registers(registrar):
    return sign_in(Client(), registrar)


def at(organization, name, *rest, namespace="projects"):
    return reverse(f"{namespace}:{name}", args=[organization.party.public_id, *rest])


def in_english(address):
    return address.replace("/zh-hans/", "/en/")


def applying(**changes):
    return {
        "role": "owner",
        "published_on": (yard.today() - timedelta(weeks=3)).isoformat(),
        "published_url": "https://solar.example/benefits",
        "contact_name": "罗阳",
        "contact_phone": "0755-8888 0000",
        "contact_email": "luo@solar.example",
        "account_name": "鹏城光伏",
        "bank": "演示银行",
        "account_number": "6222 0000 1111 2222",
        "terms": "on",
    } | changes


def facts(**changes):
    given = yard.facts()
    return {
        **{name: value for name, value in given.items() if value is not None},
        "scheme": given["scheme"].pk,
        "methodology_version": given["methodology_version"].pk,
        "starts_on": "2024-01-01",
    } | changes


def pdf(content=b"%PDF-1.7 monitoring"):
    return SimpleUploadedFile("监测报告.pdf", content, content_type="application/pdf")


def test_the_whole_road_from_application_to_project(sells, registers, seller_organization):
    sells.post(at(seller_organization, "apply"), applying())
    application = Application.objects.get()
    desk = registers.get(reverse("project_desk:index")).content.decode()
    assert str(application.public_id) in desk
    registers.post(reverse("project_desk:application_accept", args=[application.public_id]))

    begun = sells.post(at(seller_organization, "dossier_new"))
    version = DossierVersion.objects.get()
    dossier = version.dossier.public_id
    assert sells.post(begun.url, facts()).status_code == 302
    sells.post(
        at(seller_organization, "period_new", dossier),
        {
            "starts_on": "2024-01-01",
            "ends_on": "2024-12-31",
            "quantity": "412.5",
            "unit_zh": "兆瓦时",
            "unit_en": "MWh",
            "report": pdf(),
        },
    )
    sells.post(
        at(seller_organization, "document_new", dossier),
        {"file": pdf(b"%PDF-1.7 public"), "title_zh": "公示", "title_en": "", "is_public": "yes"},
    )
    sells.post(at(seller_organization, "dossier_submit", dossier))
    page = registers.get(reverse("project_desk:dossier", args=[dossier])).content.decode()
    assert "坂田屋顶光伏" in page and "412.5" in page
    accepted = registers.post(reverse("project_desk:dossier_accept", args=[dossier, 1]))
    assert accepted.url.endswith("/projects/sz-here-0001/")

    public = Client().get(accepted.url).content.decode()
    file = StoredFile.objects.get(documents__isnull=False)
    assert file.sha256 in public and "坂田街道" in public and "公示" in public
    assert "6222" not in public and "luo@solar.example" not in public
    got = Client().get(reverse("projects:document", args=["sz-here-0001", file.public_id]))
    assert got.content == b"%PDF-1.7 public"
    assert got.headers["Content-Disposition"].startswith("attachment")


def test_an_application_with_errors_keeps_what_was_typed(sells, seller_organization):
    answer = sells.post(
        in_english(at(seller_organization, "apply")),
        applying(published_on=yard.today().isoformat(), account_number="x", terms=""),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Digits, with spaces or hyphens" in page and "Without the terms" in page
    assert 'value="0755-8888 0000"' in page
    again = sells.post(
        in_english(at(seller_organization, "apply")),
        applying(published_on=yard.today().isoformat()),
    )
    assert "seven working days" in again.content.decode()
    assert not Application.objects.exists()


def test_a_returned_application_comes_back_filled_in_with_the_reason(
    sells, registers, seller_organization
):
    paper = {"agency_agreement": pdf()}
    sells.post(at(seller_organization, "apply"), applying(role="aggregator") | paper)
    first = Application.objects.get()
    registers.post(
        reverse("project_desk:application_return", args=[first.public_id]),
        {"reason": "公示页打不开。"},
    )
    assert "公示页打不开。" in sells.get(at(seller_organization, "seller")).content.decode()
    assert at(seller_organization, "seller") in sells.get(reverse("accounts:home")).content.decode()
    form = sells.get(at(seller_organization, "apply")).content.decode()
    assert "公示页打不开。" in form and 'value="6222 0000 1111 2222"' in form
    assert first.agency_agreement.name in form
    sells.post(at(seller_organization, "apply"), applying(role="aggregator"))
    second = Application.objects.order_by("-number").first()
    assert (second.number, second.agency_agreement) == (2, first.agency_agreement)


def test_a_returned_dossier_shows_each_remark_at_its_field(
    sells, registers, seller_organization, seller, registrar
):
    yard.accepted(seller_organization, seller, registrar)
    version = yard.submitted(seller_organization, seller)
    dossier = version.dossier.public_id
    url = reverse("project_desk:dossier_return", args=[dossier, 1])
    assert registers.post(url, {}).status_code == 422
    assert registers.post(url, {"remark_participants": "人数与名单不符。"}).status_code == 302
    assert (
        at(seller_organization, "dossier", dossier)
        in sells.get(reverse("accounts:home")).content.decode()
    )
    sells.post(at(seller_organization, "dossier_revise", dossier))
    form = sells.get(at(seller_organization, "dossier_edit", dossier)).content.decode()
    at_field = form.index("人数与名单不符。")
    assert form.index('name="who_en"') < at_field < form.index('name="participants"')
    page = in_english(at(seller_organization, "dossier", dossier))
    assert "The registrar sent it back" in sells.get(page).content.decode()
    dossiers.submit(version.dossier.versions.get(number=2), actor=seller)
    assert "The registrar sent it back" not in sells.get(page).content.decode()


def test_while_an_application_waits_no_form_is_offered(sells, seller_organization):
    sells.post(at(seller_organization, "apply"), applying())
    shown = sells.get(in_english(at(seller_organization, "apply")), follow=True)
    page = shown.content.decode()
    assert shown.redirect_chain and "An application is waiting already." in page
    assert "A registrar looks at it" in page and 'name="account_number"' not in page


def test_a_day_of_publication_before_anything_was_published_is_refused(sells, seller_organization):
    answer = sells.post(
        in_english(at(seller_organization, "apply")), applying(published_on="0001-01-01")
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "Please check the year" in page
    assert 'href="#id_published_on"' in page and not Application.objects.exists()


@pytest.mark.parametrize("kind", ["here", "upstream"])
def test_an_issue_is_requested_only_where_this_platform_issues(
    sells, seller_organization, seller, registrar, kind
):
    _project, version = yard.project(
        seller_organization, seller, registrar, scheme=yard.scheme(kind), radius_m=400
    )
    dossier = version.dossier
    again = dossiers.revise(dossier, actor=seller)
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 3, 31)}
    measured = dossiers.Period(**days, quantity=Decimal(9), unit_zh="MWh")
    dossiers.add_period(again, measured, actor=seller)
    dossiers.submit(again, actor=seller)
    reviews.accept(again, actor=registrar)
    address = in_english(at(seller_organization, "dossier", dossier.public_id))
    page = sells.get(address).content.decode()
    assert ("Request an issue" in page) == (kind == "here")
    assert ("a registrar then brings the block in" in page) == (kind == "upstream")
    assert "400 m" in page


def test_a_draft_is_saved_incomplete_and_says_what_is_missing(sells, seller_organization):
    begun = sells.post(at(seller_organization, "dossier_new"))
    assert sells.post(begun.url, {"name_zh": "屋顶"}).status_code == 302
    dossier = DossierVersion.objects.get().dossier.public_id
    page = sells.get(in_english(at(seller_organization, "dossier", dossier))).content.decode()
    assert "Still missing before it can be handed in" in page and "How many take part" in page
    refused = sells.post(
        in_english(at(seller_organization, "dossier_submit", dossier)), follow=True
    )
    assert "accepted as a project owner first" in refused.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latitude": "abc"}, "id_latitude_error"),
        ({"latitude": "22.1234567"}, "id_latitude_error"),
        ({"participants": "-3"}, "id_participants_error"),
        ({"kind": "nonsense"}, "id_kind_error"),
        ({"starts_on": "2024-13-01"}, "id_starts_on_error"),
        ({"starts_on": "2026-03-01", "ends_on": "2025-01-01"}, "id_ends_on_error"),
    ],
)
def test_wrong_facts_are_told_at_their_fields(sells, seller_organization, changes, words):
    begun = sells.post(at(seller_organization, "dossier_new"))
    answer = sells.post(begun.url, facts(**changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert 'value="坂田屋顶光伏"' in answer.content.decode()


def test_a_superseded_methodology_is_not_offered(sells, seller_organization):
    old = yard.methodology("superseded")
    begun = sells.post(at(seller_organization, "dossier_new"))
    assert f'value="{old.pk}"' not in sells.get(begun.url).content.decode()
    assert sells.post(begun.url, facts(methodology_version=old.pk)).status_code == 422


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ program", b""])
def test_a_file_of_another_type_is_refused_at_its_field(sells, seller_organization, content):
    sells.post(at(seller_organization, "dossier_new"))
    dossier = DossierVersion.objects.get().dossier.public_id
    answer = sells.post(
        at(seller_organization, "document_new", dossier),
        {"file": pdf(content), "title_zh": "公示", "is_public": "yes"},
    )
    assert answer.status_code == 422 and "id_file_error" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_strangers_find_nothing_and_onlookers_change_nothing(
    client, stranger, citizen, seller_organization, seller
):
    version = yard.draft(seller_organization, seller)
    dossier = version.dossier.public_id
    paper = yard.stored(seller_organization, seller)
    away = sign_in(client, stranger)
    for name, rest in (
        ("seller", ()),
        ("apply", ()),
        ("dossier", (dossier,)),
        ("dossier_edit", (dossier,)),
        ("file", (paper.public_id,)),
    ):
        assert away.get(at(seller_organization, name, *rest)).status_code == 404
    assert away.get(reverse("project_desk:index")).status_code in (302, 403)
    Membership.objects.create(user=citizen, organization=seller_organization, role="viewer")
    looks = sign_in(Client(), citizen)
    assert looks.get(at(seller_organization, "dossier", dossier)).status_code == 200
    assert looks.get(at(seller_organization, "dossier_edit", dossier)).status_code == 403
    assert looks.get(at(seller_organization, "apply")).status_code == 403


def test_documents_for_the_registrar_alone_are_not_public(
    seller_organization, seller, registrar, client
):
    yard.accepted(seller_organization, seller, registrar)
    version = yard.draft(seller_organization, seller)
    kept = yard.stored(seller_organization, seller)
    dossiers.add_document(
        version, kept, title_zh="名单", title_en="", is_public=False, actor=seller
    )
    dossiers.submit(version, actor=seller)
    project = reviews.accept(version, actor=registrar)
    address = reverse("projects:document", args=[project.code, kept.public_id])
    assert client.get(address).status_code == 404
    assert (
        kept.sha256
        not in client.get(reverse("projects:project", args=[project.code])).content.decode()
    )


def test_a_persons_contact_is_exported_and_erased(seller_organization, seller):
    from accounts.parties import parties_of
    from marketplace.projects import personal_data

    yard.application(seller_organization, seller)
    mine = parties_of(seller)
    assert personal_data.export(mine)[0]["contact_name"] == "罗阳"
    personal_data.erase(mine)
    assert personal_data.export(mine) == []
    assert Application.objects.get().published_url


def test_a_draft_handed_in_meanwhile_keeps_what_was_written_on_the_page(
    client, seller_organization, seller, registrar
):
    yard.accepted(seller_organization, seller, registrar)
    version = yard.draft(seller_organization, seller)
    edits = sign_in(client, seller)
    address = at(seller_organization, "dossier_edit", version.dossier.public_id)
    dossiers.submit(version, actor=seller)
    late = edits.post(address, {"name_zh": "另一个名字", "name_en": "Another name"})
    page = late.content.decode()
    assert late.status_code == 422 and "另一个名字" in page and "Another name" in page
    assert "未保存" in page
    led = edits.get(address, follow=True)
    assert led.status_code == 200 and led.redirect_chain
    version.refresh_from_db()
    assert version.name_zh == "坂田屋顶光伏"


def test_a_methodology_without_credits_here_says_so_where_it_is_chosen(
    sells, seller_organization, seller
):
    version = yard.draft(seller_organization, seller)
    chosen = version.methodology_version
    filings.set_accepted(version=chosen, accepted=False, actor=seller)
    page = sells.get(in_english(at(seller_organization, "dossier", version.dossier.public_id)))
    assert "no credits here yet" in page.content.decode()
    edit = in_english(at(seller_organization, "dossier_edit", version.dossier.public_id))
    assert "no credits here yet" in sells.get(edit).content.decode()
