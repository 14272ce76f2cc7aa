"""The pages of each role: what they show, to whom, and that a story can be clicked through."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import privacy, waiting
from marketplace.methodologies import reviews
from marketplace.methodologies.models import Assignment, Opinion, Submission
from marketplace.registry.models import MethodologyVersion
from tests.cast import sign_in
from tests.methodologies import stage
from tests.registry import supply

pytestmark = pytest.mark.django_db
HOME, DESK = "/en/methodologies/", "/en/staff/methodologies/"


def text(answer):
    return answer.content.decode()


def signed_in(person):
    return sign_in(Client(), person)


def test_a_developer_proposes_two_experts_review_and_a_registrar_files(
    client, seller_organization, seller, registrar, citizen, stranger
):
    developer, desk = signed_in(seller), signed_in(registrar)
    party = str(seller_organization.party.public_id)
    begun = developer.post(
        f"{HOME}mine/new/", {"organization": party, "code": "SZ-Cup", "version": "V1"}
    )
    words = {
        "code": "sz-cup", "version": "V1", "name_zh": "自带杯", "scope_zh": "一次性杯", "kinds": ["household"],
        "contact": "010",
    }  # fmt: skip
    assert "Still needed" in text(developer.get(begun.url))
    file = SimpleUploadedFile("text.pdf", stage.PDF)
    developer.post(f"{begun.url}documents/", {"document": file})
    developer.post(begun.url, words | {"hand_in": "1"})
    made = Submission.objects.get()
    assert made.status == "submitted"
    for person in (citizen, stranger):
        reviews.put_expert(person, reviews.Profile(kinds=["household"]), actor=registrar)
        desk.post(f"{DESK}{made.public_id}/assign/", {"expert": person.methodology_expert.pk})
    for person in (citizen, stranger):
        (thing,) = waiting.for_user(person)
        seat = Assignment.objects.get(expert__user=person)
        assert thing.url.endswith(f"/reviews/{seat.pk}/")
        reader = signed_in(person)
        assert "自带杯" in text(reader.get(f"{HOME}reviews/{seat.pk}/"))
        assert reader.post(f"{HOME}reviews/{seat.pk}/", {"verdict": "accept"}).status_code == 422
        reader.post(
            f"{HOME}reviews/{seat.pk}/", stage.ANSWERS | {"verdict": "accept", "report": "good"}
        )
    assert Opinion.objects.count() == 2
    facts = {
        "issuer_zh": "局", "issuer_en": "Bureau", "document_number": "1", "filed_on": "2026-11-01",
    }  # fmt: skip
    assert desk.post(f"{DESK}{made.public_id}/file/", {}).status_code == 422
    desk.post(f"{DESK}{made.public_id}/file/", facts)
    version = MethodologyVersion.objects.get()
    desk.post(f"{DESK}versions/{version.pk}/accept/", {"accepted": "1"})
    version.refresh_from_db()
    assert (version.status, version.accepted) == ("filed", True)
    page = text(client.get(f"{HOME}sz-cup/"))
    assert (
        "An expert for" in page and "林市民" not in page and "Decisions in the public log" in page
    )
    assert client.get(f"{HOME}documents/{made.documents.get().public_id}/").status_code == 200


def test_a_reviewer_sees_only_what_was_given_to_them(
    seller_organization, seller, registrar, citizen, stranger
):
    made, first, _second = stage.under_review(seller_organization, seller, registrar)
    document = f"{HOME}documents/{made.documents.get().public_id}/"
    for person in (citizen, stranger):
        assert signed_in(person).get(f"{HOME}reviews/{first.pk}/").status_code == 404
        assert signed_in(person).get(document).status_code == 404
        assert signed_in(person).get(f"{HOME}mine/{made.public_id}/").status_code == 404
    assert Client().get(document).status_code == 404
    for person in (first.expert.user, seller, registrar):
        assert signed_in(person).get(document).status_code == 200


def test_the_second_reviewer_does_not_read_the_first_before_speaking(
    seller_organization, seller, registrar
):
    made, first, second = stage.under_review(seller_organization, seller, registrar)
    stage.say(first)
    for address in (f"{HOME}reviews/{second.pk}/", f"{HOME}proposed/{made.public_id}/"):
        page = text(signed_in(second.expert.user).get(address))
        assert "Carefully read" not in page and "Report 1" not in page
    assert "Carefully read" not in text(signed_in(seller).get(f"{HOME}mine/{made.public_id}/"))


def test_the_desk_is_for_registrars(seller_organization, seller, finance, citizen):
    made = stage.submitted(seller_organization, seller)
    for person in (finance, citizen):
        for path in (DESK, f"{DESK}{made.public_id}/", f"{DESK}experts/"):
            assert signed_in(person).get(path).status_code in (302, 403, 404)


def test_a_wrong_file_is_sent_back_with_its_reason(seller_organization, seller):
    made = stage.drafted(seller_organization, seller)
    answer = signed_in(seller).post(
        f"{HOME}mine/{made.public_id}/documents/",
        {"document": SimpleUploadedFile("a.pdf", b"<html>")},
    )
    assert answer.status_code == 422 and "Only PDF and Word" in text(answer)


def test_a_draft_saved_after_it_was_handed_in_says_so(seller_organization, seller):
    made = stage.submitted(seller_organization, seller)
    writes, page = signed_in(seller), f"{HOME}mine/{made.public_id}/"
    late = writes.post(page, {"code": "sz-other", "version": "V9"}, follow=True)
    assert "Nothing was saved: this is not a draft any more" in text(late)
    file = SimpleUploadedFile("late.pdf", stage.PDF)
    late = writes.post(f"{page}documents/", {"document": file}, follow=True)
    assert "Nothing was saved: this is not a draft any more" in text(late)
    made.refresh_from_db()
    assert made.version != "V9"


def test_a_document_is_handed_out_as_a_file_and_never_shown(seller_organization, seller):
    made = stage.drafted(seller_organization, seller)
    answer = signed_in(seller).get(f"{HOME}documents/{made.documents.get().public_id}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_ask_the_database_the_same_however_long_the_list(
    client, seller_organization, seller, registrar, django_assert_max_num_queries
):
    stage.filed(seller_organization, seller, registrar)
    for number in range(4):
        supply.project(supply.person(f"owner-{number}"))
    with django_assert_max_num_queries(12):
        assert client.get(HOME).status_code == 200
    with django_assert_max_num_queries(16):
        assert client.get(f"{HOME}sz-cup/").status_code == 200


def test_erasing_a_reviewer_keeps_the_opinion_and_no_name(
    seller_organization, seller, registrar, citizen
):
    person = reviews.put_expert(
        citizen, reviews.Profile(kinds=["household"], affiliation="某大学"), actor=registrar
    )
    reviews.show_name(person, shows_name=True, actor=citizen)
    made = stage.submitted(seller_organization, seller)
    seat = reviews.assign(made, person, actor=registrar)
    reviews.assign(made, stage.expert("expert-2", registrar), actor=registrar)
    assert privacy.hindrances(citizen)
    stage.say(seat)
    assert privacy.export(citizen)["methodologies"]["opinions"][0]["verdict"] == "accept"
    privacy.erase(citizen)
    person.refresh_from_db()
    assert (person.affiliation, person.shows_name, person.active) == ("", False, False)
    assert Opinion.objects.get().verdict == "accept"


def test_a_name_that_turns_direction_is_refused_beside_its_field_with_nothing_lost(
    seller_organization, seller
):
    developer = signed_in(seller)
    party = str(seller_organization.party.public_id)
    begun = developer.post(
        f"{HOME}mine/new/", {"organization": party, "code": "SZ-Cup", "version": "V1"}
    )
    words = {"code": "sz-cup", "version": "V1", "name_zh": "自带\u202e杯", "scope_zh": "一次性杯"}
    answer = developer.post(begun.url, words)
    assert "(U+202E)" in text(answer) and "一次性杯" in text(answer)
    assert not Submission.objects.exclude(name_zh="").exists()
