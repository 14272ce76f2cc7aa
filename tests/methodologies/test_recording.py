"""A methodology that an authority filed elsewhere: recorded by its document, confirmed by another registrar."""

from dataclasses import replace

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from marketplace.errors import MarketError
from marketplace.methodologies import deciding, recordings, submissions
from marketplace.methodologies.models import Recording
from marketplace.registry import auditing, filings
from marketplace.registry.models import EvidenceFile, LogLeaf, MethodologyAct, MethodologyVersion
from tests.cast import sign_in
from tests.methodologies import stage

DESK = "/en/staff/methodologies/"
PAGE = f"{DESK}versions/new/"
TEXT = filings.Text(
    version="2022-06",
    name_zh="深圳市公交出行碳普惠方法学",
    name_en="Shenzhen bus travel methodology",
    issuer_zh="深圳市生态环境局",
    issuer_en="Shenzhen Ecology and Environment Bureau",
    document_number="深环〔2022〕1号",
    published="2022-06",
    scope_zh="乘坐公交。",
    scope_en="Riding the bus.",
    kinds=["bus"],
    url="https://example.cn/notice",
    quality="B",
)
NEWER = replace(TEXT, version="2026-01")


def recorded(actor, code="sz-bus-ride", text=TEXT):
    return recordings.record(code, text, document=stage.PDF, name="notice.pdf", actor=actor)


def code_of(act):
    with pytest.raises(MarketError) as refusal:
        act()
    return refusal.value.code


def test_nothing_is_public_before_another_registrar_confirms(registrar, second_registrar):
    former = recordings.confirm(recorded(registrar), accepted=True, actor=second_registrar)
    leaves = LogLeaf.objects.count()
    newer = recorded(registrar, text=NEWER)
    former.refresh_from_db()
    assert (former.status, LogLeaf.objects.count()) == ("filed", leaves)
    assert MethodologyVersion.objects.filter(methodology__code="sz-bus-ride").get() == former
    assert (
        code_of(lambda: recordings.confirm(newer, accepted=True, actor=registrar)) == "same_person"
    )
    version = recordings.confirm(newer, accepted=True, actor=second_registrar)
    former.refresh_from_db()
    assert (former.status, version.status, version.accepted) == ("superseded", "filed", True)
    acts = version.acts.values_list("act", "actor")
    assert list(acts) == [("recorded", registrar.pk), ("accepted", second_registrar.pk)]
    assert EvidenceFile.objects.filter(sha256=version.acts.first().document_sha256).exists()
    assert not auditing.run().findings


def test_what_is_confirmed_without_credits_is_accepted_later_but_not_by_who_recorded(
    registrar, second_registrar
):
    version = recordings.confirm(recorded(registrar), accepted=False, actor=second_registrar)
    assert not version.accepted
    again = lambda actor: deciding.set_accepted(version, accepted=True, actor=actor)  # noqa: E731
    assert code_of(lambda: again(registrar)) == "same_person"
    again(second_registrar)
    version.refresh_from_db()
    assert version.accepted


def test_it_waits_once_is_decided_once_and_can_be_recorded_anew(registrar, second_registrar):
    first = recorded(registrar)
    assert code_of(lambda: recorded(second_registrar)) == "invalid_state"
    assert code_of(lambda: recordings.refuse(first, note="x", actor=registrar)) == "same_person"
    assert (
        code_of(lambda: recordings.refuse(first, note=" ", actor=second_registrar))
        == "invalid_request"
    )
    assert code_of(lambda: recordings.take_back(first, actor=second_registrar)) == "not_allowed"
    recordings.refuse(first, note="The number is another.", actor=second_registrar)
    assert code_of(lambda: recordings.take_back(first, actor=registrar)) == "invalid_state"
    second = recorded(registrar)
    recordings.take_back(second, actor=registrar)
    third = recorded(registrar)
    recordings.confirm(third, accepted=False, actor=second_registrar)
    assert code_of(lambda: recorded(registrar)) == "invalid_state"
    statuses = Recording.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["refused", "taken_back", "confirmed"]


def test_only_registrars_record_confirm_and_refuse(registrar, seller):
    assert code_of(lambda: recorded(seller)) == "not_allowed"
    waits = recorded(registrar)
    assert code_of(lambda: recordings.confirm(waits, accepted=True, actor=seller)) == "not_allowed"
    assert code_of(lambda: recordings.refuse(waits, note="x", actor=seller)) == "not_allowed"


@pytest.mark.parametrize("code", ["reviews", "mine"])
def test_the_verbs_refuse_the_sites_own_words(registrar, seller, seller_organization, code):
    assert code_of(lambda: recorded(registrar, code=code)) == "invalid_request"
    words = replace(stage.WORDS, code=code)
    draft = lambda: submissions.draft(seller_organization, words, actor=seller)  # noqa: E731
    assert code_of(draft) == "invalid_request"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE methodologies_recording SET facts = '{}'", "permission denied"),
        ("DELETE FROM methodologies_recording", "permission denied"),
        (("UPDATE methodologies_recording SET status = 'refused', note = 'x', decided_by_id = recorded_by_id,"
         " decided_at = now()"), "recording_two_people"),
        (("UPDATE methodologies_recording SET status = 'confirmed', decided_at = now(),"
         " decided_by_id = (SELECT max(id) FROM accounts_user)"), "recording_confirmed_as_a_version"),
        (("UPDATE methodologies_recording SET status = 'refused', decided_at = now(),"
         " decided_by_id = (SELECT max(id) FROM accounts_user)"), "recording_refused_for_a_reason"),
    ],
)  # fmt: skip
def test_the_database_keeps_a_recording_as_it_is(registrar, second_registrar, sql, words):
    recorded(registrar)
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_decided_recording_stays_decided(registrar, second_registrar):
    recordings.refuse(recorded(registrar), note="x", actor=second_registrar)
    again = "UPDATE methodologies_recording SET note = 'another'"
    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        connection.cursor().execute(again)


def test_the_database_wants_a_confirmed_recording_and_its_twin_without_the_guard_does_not(
    fresh_db, superuser_connection, registrar
):
    """One registrar alone, past the verbs: the version would be in the library and in the log."""

    def alone(code):
        with transaction.atomic():
            filings.record_filed_elsewhere(
                code=code, text=TEXT, document_sha256="0" * 64, actor=registrar
            )

    with pytest.raises(DatabaseError, match="no second registrar confirmed"):
        alone("sz-one")
    superuser_connection.execute(
        "ALTER TABLE registry_methodologyact DISABLE TRIGGER act_recorded_by_two"
    )
    alone("sz-two")
    assert MethodologyVersion.objects.filter(methodology__code="sz-two").exists()
    found = {finding["check"] for finding in auditing.run().findings}
    assert {"recorded_as_confirmed", "method_guards_in_place"} <= found


def _accept(version, actor):
    return (
        "INSERT INTO registry_methodologyact (version_id, act, actor_id, at, document_sha256, salt, leaf_id) "
        f"SELECT {version.pk}, 'accepted', {actor.pk}, now(), '', salt, leaf_id FROM registry_methodologyact LIMIT 1"
    )


def test_the_database_wants_a_second_person_and_its_twin_without_the_guard_does_not(
    fresh_db, superuser_connection, registrar, second_registrar
):
    version = recordings.confirm(recorded(registrar), accepted=False, actor=second_registrar)
    superuser_connection.execute(
        "ALTER TABLE registry_methodologyact DROP CONSTRAINT IF EXISTS registry_methodologyact_leaf_id_key"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="does not accept it"):
        superuser_connection.execute(_accept(version, registrar))
    superuser_connection.execute(
        "ALTER TABLE registry_methodologyact DISABLE TRIGGER act_second_person"
    )
    superuser_connection.execute(_accept(version, registrar))
    found = {finding["check"] for finding in auditing.run().findings}
    assert "recorded_by_one_accepted_by_another" in found
    assert MethodologyAct.objects.filter(version=version, act="accepted").exists()


@pytest.fixture
def registrar_client(registrar):
    return sign_in(Client(), registrar)


def _typed(**changes):
    text = {name: getattr(TEXT, name) for name in TEXT.__dataclass_fields__}
    document = SimpleUploadedFile("notice.pdf", stage.PDF, "application/pdf")
    return {"code": "SZ-Bus-Ride", "document": document} | text | changes


def test_the_form_keeps_what_was_typed_and_names_what_is_wrong(registrar_client):
    assert registrar_client.get(PAGE).status_code == 200
    typed = _typed(published="2022-13", document=SimpleUploadedFile("a.txt", b"no"))
    answer = registrar_client.post(PAGE, typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"published", "document"}
    assert TEXT.name_zh in answer.content.decode()


@pytest.mark.parametrize("code", ["reviews", "Mine"])
def test_a_word_of_the_sites_own_addresses_is_no_code(registrar_client, code):
    answer = registrar_client.post(PAGE, _typed(code=code))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"code"}


def test_a_registrar_records_by_the_form_and_a_second_one_confirms(
    registrar_client, second_registrar
):
    answer = registrar_client.post(PAGE, _typed())
    assert answer.status_code == 302
    own = registrar_client.get(answer.url).content.decode()
    assert "Take it back" in own
    assert "Confirm it" not in own
    second = sign_in(Client(), second_registrar)
    assert "waits for a second registrar" in second.get(DESK).content.decode()
    page = second.get(answer.url).content.decode()
    assert "It is the first version under this code." in page
    unread = second.post(f"{answer.url}confirm/", {"accepted": "on"})
    assert unread.status_code == 422
    assert set(unread.context["confirm"].errors) == {"compared"}
    assert not MethodologyVersion.objects.filter(methodology__code="sz-bus-ride").exists()
    second.post(f"{answer.url}confirm/", {"accepted": "on", "compared": "on"})
    version = MethodologyVersion.objects.get(methodology__code="sz-bus-ride")
    assert (version.published, version.accepted) == ("2022-06", True)


def test_a_refused_one_is_recorded_anew_from_its_entries(
    registrar_client, registrar, second_registrar
):
    waits = recorded(registrar)
    second = sign_in(Client(), second_registrar)
    address = f"{DESK}recordings/{waits.pk}/"
    assert second.post(f"{address}refuse/", {"note": ""}).status_code == 422
    second.post(f"{address}refuse/", {"note": "The number is another."})
    page = registrar_client.get(address).content.decode()
    assert "The number is another." in page
    assert f"{PAGE}?from={waits.pk}" in page
    begun = registrar_client.get(f"{PAGE}?from={waits.pk}").content.decode()
    assert TEXT.name_zh in begun


def test_a_file_that_stands_behind_another_recording_is_told(registrar, second_registrar):
    recordings.confirm(recorded(registrar), accepted=False, actor=second_registrar)
    again = recorded(registrar, code="sz-ferry")
    page = sign_in(Client(), second_registrar).get(f"{DESK}recordings/{again.pk}/")
    assert "The very same file stands behind" in page.content.decode()


@pytest.mark.parametrize("written", ["2022-06 ", "２０２２-06", "2022 - 06"])
def test_a_version_written_otherwise_is_the_same_version(registrar, second_registrar, written):
    recordings.confirm(recorded(registrar), accepted=False, actor=second_registrar)
    again = replace(TEXT, version=written)
    assert code_of(lambda: recorded(registrar, text=again)) == "invalid_state"
