"""A misspelt name becomes a revision: asked for by one person, decided by another, facts frozen by the database."""

import json
import threading

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.parties import party_for_user, set_public_name
from marketplace import canonical
from marketplace.certificates import corrections, files, history, queries
from marketplace.certificates.corrections import Evidence, Wording
from marketplace.certificates.models import Correction
from marketplace.registry import auditing, disclosures, leaves, log, records, signing, statements
from marketplace.registry import queries as registry
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import Statement
from tests.cast import sign_in
from tests.certificates import retired

PDF = b"%PDF-1.7 the business licence"
TYPO = Wording(title_zh="2026 深圳创新论坛", title_en="Shenzhen Innovation Forum, 2026")


@pytest.fixture
def certificate(cast_database, registrar, second_registrar, nanshan_expo):
    """An organization's sealed certificate; its paper is made where a test needs it."""
    row = retired.retirement(owner=nanshan_expo.party)
    log.seal()
    return queries.certificate(retired.statement_of(row).code)


def ask(certificate, actor, **changes):
    arguments = {"asked": TYPO, "reason": "a comma", "evidence": Evidence(PDF, "licence.pdf")}
    return corrections.request(
        statement=certificate.statement, actor=actor, **(arguments | changes)
    )


def refused(code, act, **arguments):
    with pytest.raises(LedgerError) as refusal:
        act(**arguments)
    assert refusal.value.code == code


def test_the_owner_asks_and_a_registrar_makes_revision_two(certificate, organizer, registrar):
    correction = ask(certificate, organizer)
    assert (correction.title_zh, correction.title_en) == ("", TYPO.title_en)
    revised = corrections.make(correction=correction, actor=registrar)
    assert revised.revision == 2
    log.seal()
    now = queries.certificate(certificate.code)
    assert (now.revision, now.latest_revision) == (2, 2)
    former, latest = history.revisions(certificate.code)
    assert former.entry and latest.entry and former.sha256 != latest.sha256
    assert latest.changes[0].after == TYPO.title_en
    assert now.statement.body["corrects"] == {"sha256_of_statement": former.sha256}
    assert registry.retirement(now.retirement.public_id).title_en == TYPO.title_en
    bodies = [body.decode() for _place, body in log.entries(0, log.current_size())]
    for revision in (former, latest):
        assert any(revision.sha256 in body for body in bodies), "both hashes are in the log"
    assert auditing.run().findings == []


def test_the_public_proof_does_not_say_who_corrected(certificate, organizer, registrar, client):
    revised = corrections.make(correction=ask(certificate, organizer), actor=registrar)
    log.seal()
    bundle = registry.bundle(revised.pk)
    digest = registry.statement_by_id(revised.pk).body["corrected_by"]["sha256"]
    assert digest in bundle["statement"]
    assert digest not in bundle["disclosures"]
    texts = {shown["text"] for shown in bundle["disclosures"].values()}
    assert TYPO.title_en in texts
    public = client.get(reverse("certificates:proof", args=[certificate.code])).content.decode()
    assert TYPO.title_en in public
    assert f"user:{registrar.pk}" not in public


def test_strangers_ask_for_nothing(certificate, stranger, citizen, organizer):
    for person in (stranger, citizen):
        refused("not_allowed", ask, certificate=certificate, actor=person)
    assert corrections.may_ask(organizer, certificate.statement)


def test_what_is_no_correction_is_refused(certificate, organizer):
    same = corrections.wording(certificate.statement)
    refused("invalid_state", ask, certificate=certificate, actor=organizer, asked=same)
    for content in (b"", b"<html>", b"MZ", b"PK\x03\x04"):
        refused("evidence_required", ask, certificate=certificate, actor=organizer,
                evidence=Evidence(content))  # fmt: skip
    ask(certificate, organizer)
    refused("invalid_state", ask, certificate=certificate, actor=organizer)  # one at a time


def test_whoever_asked_does_not_decide_and_nothing_is_decided_twice(
    certificate, organizer, registrar
):
    correction = ask(certificate, organizer)
    refused("same_person", corrections.make, correction=correction, actor=organizer)
    corrections.refuse(correction=correction, note="the licence says otherwise", actor=registrar)
    refused("invalid_state", corrections.make, correction=correction, actor=registrar)
    assert queries.certificate(certificate.code).latest_revision == 1


def revised_body(statement, **changes):
    """What a revision would say, signed and with its leaf, but for these changes."""
    body = canonical.loads(bytes(statement.body))
    body |= {
        "revision": 2,
        "corrects": {"sha256_of_statement": canonical.sha256(bytes(statement.body))},
    }
    body |= changes
    return body


def store(statement, body, *, revision=2):
    raw = canonical.dumps(body)
    row = Statement(retirement=statement.retirement, revision=revision, code=statement.code, body=raw,
                    signature=signing.sign_statement(raw), at=statement.at)  # fmt: skip
    with transaction.atomic():
        (row.leaf,) = leaves.append(
            [records.statement(row, retirement_id=statement.retirement.public_id)]
        )
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"kg": 9_000},
        {"retired_at": "2020-01-01T00:00:00.000000Z"},
        {"lines": []},
        {"purpose": "gift"},
        {"jurisdiction": "CN-BJ"},
        {"demo": "no"},
        {"owner": {"kind": "organization", "id": "other"}},
        {"revision": 3},
        {"code": "ZH-0000-0000-0000-00"},
        {"corrects": {"sha256_of_statement": "0" * 64}},
        {"extra": "fact"},
    ],
)
def test_the_database_refuses_a_revision_that_changes_a_fact(certificate, changes):
    statement = Statement.objects.get(code=certificate.code)
    with pytest.raises(IntegrityError, match=r"nothing else|another revision"):
        store(statement, revised_body(statement, **changes))


@pytest.mark.parametrize(("part", "key"), [("claim", "period"), ("claim", "kind"), ("beneficiary", "uscc"),
                                           ("beneficiary", "id")])  # fmt: skip
def test_the_database_refuses_another_claim_or_party(certificate, part, key):
    statement = Statement.objects.get(code=certificate.code)
    body = revised_body(statement)
    body[part][key] = "another"
    with pytest.raises(IntegrityError, match="nothing else"):
        store(statement, body)


def test_the_database_takes_a_revision_of_wording_and_none_without_the_former(certificate):
    statement = Statement.objects.get(code=certificate.code)
    with pytest.raises(IntegrityError):
        store(statement, revised_body(statement, revision=3), revision=3)
    body = revised_body(statement)
    body["beneficiary"]["name_zh"] = "南山会展集团"
    store(statement, body)


def test_a_request_is_evidence(certificate, organizer, registrar):
    correction = ask(certificate, organizer)
    with connection.cursor() as cursor:
        for change in (
            "DELETE FROM certificates_correction",
            "UPDATE certificates_correction SET title_en = 'x'",
            "UPDATE certificates_correction SET decided_by_id = requested_by_id, status = 'refused'",
            "UPDATE certificates_correction SET requested_by_id = requested_by_id + 1",
        ):
            with pytest.raises((IntegrityError, Exception)), transaction.atomic():
                cursor.execute(change)
    corrections.make(correction=correction, actor=registrar)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE certificates_correction SET note = 'x'")


def test_two_registrars_at_once_make_one_revision(
    fresh_db, certificate, organizer, registrar, second_registrar
):
    correction = ask(certificate, organizer)
    outcomes = []

    def decide(person):
        try:
            corrections.make(correction=correction, actor=person)
            outcomes.append("made")
        except LedgerError as refusal:
            outcomes.append(refusal.code)
        connection.close()

    threads = [threading.Thread(target=decide, args=[who]) for who in (registrar, second_registrar)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["invalid_state", "made"]
    assert Statement.objects.filter(code=certificate.code).count() == 2


def test_not_even_the_owner_of_the_tables_edits_a_decision(
    fresh_db, certificate, organizer, owner_connection
):
    correction = ask(certificate, organizer)
    for change in ("DELETE FROM certificates_correction WHERE id = %s",
                   "UPDATE certificates_correction SET evidence_sha256 = repeat('0', 64) WHERE id = %s"):  # fmt: skip
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner_connection.execute(change, [correction.pk])


def test_the_audit_finds_evidence_that_was_changed(
    fresh_db, certificate, organizer, superuser_connection
):
    ask(certificate, organizer)
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute("UPDATE certificates_correction SET evidence = 'other'")
    assert "corrections_by_two" in {finding["check"] for finding in auditing.run().findings}


@pytest.fixture
def persons(db, registrar, citizen):
    """A citizen's own certificate, made out to a pseudonym."""
    party = party_for_user(citizen)
    row = retired.retirement(owner=party)
    log.seal()
    return queries.certificate(retired.statement_of(row).code), party


def test_a_person_who_agrees_later_is_named_by_a_revision(client, persons, citizen, stranger):
    certificate, party = persons
    refused("not_allowed", corrections.show_name, statement=certificate.statement, actor=citizen)
    set_public_name(party, name_zh="林市民", name_en="", shows_name=True)
    refused("not_allowed", corrections.show_name, statement=certificate.statement, actor=stranger)
    sign_in(client, citizen)
    page = client.get(f"/en/certificates/{certificate.code}").content.decode()
    assert "Put my name on it" in page
    client.post(f"/en/certificates/{certificate.code}/name/")
    now = queries.certificate(certificate.code)
    assert now.revision == 2 and corrections.wording(now.statement).beneficiary_zh == "林市民"
    assert "林市民" not in now.statement.body_bytes.decode(), "a name stands in no statement"
    refused("not_allowed", corrections.show_name, statement=now.statement, actor=citizen)


def test_a_forgotten_persons_request_keeps_only_digests(persons, citizen, registrar):
    certificate, party = persons
    correction = ask(certificate, citizen, reason="canary reason")
    corrections.erase_people([party])
    correction.refresh_from_db()
    assert correction.evidence is None and correction.reason == "" and correction.title_en == ""
    assert correction.evidence_sha256 == canonical.sha256(PDF)
    refused("invalid_state", corrections.make, correction=correction, actor=registrar)
    disclosures.erase_party(party=party)
    log.seal()
    assert auditing.run().findings == []


def upload(content=PDF, **changes):
    now = {"title_zh": TYPO.title_zh, "title_en": TYPO.title_en, "beneficiary_zh": "南山会展",
           "beneficiary_en": "Nanshan Expo Group", "reason": "a comma"}  # fmt: skip
    return now | {"evidence": SimpleUploadedFile("licence.pdf", content)} | changes


def test_from_the_owners_page_to_the_registrars_and_back(
    client, certificate, organizer, registrar, second_registrar
):
    address = f"/en/certificates/{certificate.code}"
    assert "Ask for a correction" not in client.get(address).content.decode()
    sign_in(client, organizer)
    assert f"{address}/correct/" in client.get(address).content.decode()
    assert "Nanshan Expo Group" in client.get(f"{address}/correct/").content.decode()
    assert client.post(f"{address}/correct/", upload()).status_code == 302
    assert "waiting for a registrar" in client.get(address).content.decode()
    assert "with a registrar already" in client.get(f"{address}/correct/").content.decode()
    sign_in(client, registrar)
    desk = "/en/staff/certificates/"
    assert certificate.code in client.get(desk).content.decode()
    correction = Correction.objects.get()
    page = f"{desk}{correction.public_id}/"
    assert TYPO.title_en in client.get(page).content.decode()
    file = client.get(f"{page}evidence")
    assert file.content == PDF and file["Content-Disposition"].startswith("attachment")
    assert client.post(f"{page}refuse/", {"note": ""}).status_code == 422
    client.post(f"{page}make/")
    client.logout()
    text = client.get(address).content.decode()
    assert "superseded by revision 2" in text and TYPO.title_en in text
    old = client.get(f"{address}?revision=1").content.decode()
    assert "A later revision replaces this one" in old
    first, second = history.revisions(certificate.code)
    assert first.sha256 in text and second.sha256 in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"evidence": SimpleUploadedFile("x.pdf", b"not a pdf")}, "Please choose a PDF"),
        ({"evidence": ""}, "required"),
        ({"reason": ""}, "required"),
        ({"title_en": "Shenzhen Innovation Forum 2026"}, "Nothing differs"),
        ({"title_zh": "长" * 201}, "200"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(
    client, certificate, organizer, changes, words
):
    sign_in(client, organizer)
    answer = client.post(f"/en/certificates/{certificate.code}/correct/", upload(**changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Correction.objects.exists()


def test_only_those_concerned_and_registrars_get_in(client, certificate, stranger, finance):
    address = f"/en/certificates/{certificate.code}/correct/"
    assert client.get(address).status_code == 302
    assert sign_in(client, stranger).get(address).status_code == 404
    assert sign_in(client, finance).get("/en/staff/certificates/").status_code == 403


def test_the_paper_of_the_older_revision_is_kept_as_it_was(certificate, organizer, registrar):
    files.make(certificate.statement.id)
    before = bytes(files.content_of(certificate.statement))
    corrections.make(correction=ask(certificate, organizer), actor=registrar)
    assert files.content_of(queries.certificate(certificate.code, revision=1).statement) == before


def test_a_revision_of_an_older_revision_is_refused(certificate, registrar):
    first = Statement.objects.get(code=certificate.code)
    statements.revise(statement=first, reason="x", actor=registrar, title_en="Two")
    with pytest.raises(LedgerError):
        statements.revise(statement=first, reason="x", actor=registrar, title_en="Three")
    assert json.loads(bytes(first.body))["revision"] == 1
