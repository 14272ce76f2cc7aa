"""A methodology that an authority filed elsewhere: recorded by its document, accepted by another registrar."""

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.errors import MarketError
from marketplace.methodologies import deciding
from marketplace.registry import auditing, filings
from marketplace.registry.models import EvidenceFile, MethodologyAct, MethodologyVersion
from tests.cast import sign_in
from tests.methodologies import stage

PAGE = "/en/staff/methodologies/versions/new/"
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


def recorded(actor, code="sz-bus-ride", text=TEXT):
    return deciding.record(code, text, document=stage.PDF, name="notice.pdf", actor=actor)


def test_what_is_recorded_waits_for_another_registrar(registrar, second_registrar):
    version = recorded(registrar)
    assert not version.accepted
    act = version.acts.get()
    assert act.act == "recorded"
    assert EvidenceFile.objects.filter(sha256=act.document_sha256).exists()
    with pytest.raises(MarketError) as refusal:
        deciding.set_accepted(version, accepted=True, actor=registrar)
    assert refusal.value.code == "same_person"
    deciding.set_accepted(version, accepted=True, actor=second_registrar)
    version.refresh_from_db()
    assert version.accepted


def test_a_newer_one_supersedes_and_the_same_one_is_refused(registrar):
    former = recorded(registrar)
    with pytest.raises(MarketError, match="invalid_state"):
        recorded(registrar)
    newer = filings.Text(**{**TEXT.__dict__, "version": "2026-01"})
    recorded(registrar, text=newer)
    former.refresh_from_db()
    assert former.status == "superseded"
    assert not auditing.run().findings


def test_only_registrars_record(seller):
    with pytest.raises(MarketError) as refusal:
        recorded(seller)
    assert refusal.value.code == "not_allowed"
    assert not MethodologyVersion.objects.filter(methodology__code="sz-bus-ride").exists()


def _accept(version, actor):
    return (
        "INSERT INTO registry_methodologyact (version_id, act, actor_id, at, document_sha256, salt, leaf_id) "
        f"SELECT {version.pk}, 'accepted', {actor.pk}, now(), '', salt, leaf_id FROM registry_methodologyact LIMIT 1"
    )


def test_the_database_wants_a_second_person_and_its_twin_without_the_guard_does_not(
    fresh_db, superuser_connection, registrar
):
    version = recorded(registrar)
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


def test_a_registrar_records_by_the_form(registrar_client):
    answer = registrar_client.post(PAGE, _typed())
    assert answer.status_code == 302
    desk = registrar_client.get(answer.url).content.decode()
    assert "waits for a second registrar" in desk
    assert MethodologyVersion.objects.get(methodology__code="sz-bus-ride").published == "2022-06"
