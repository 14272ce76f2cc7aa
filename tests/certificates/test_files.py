"""Making the paper: once, after sealing, and saying what the statement says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Party
from marketplace import canonical, registry
from marketplace.certificates import files
from marketplace.certificates.models import CertificateFile
from marketplace.registry import log, queries, signing, statements
from tests.certificates import pdf_reading, retired
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def expo(nanshan_expo) -> Party:
    return nanshan_expo.party


def test_an_unsealed_statement_has_no_paper_yet():
    assert files.make(retired.statement_of(retired.retirement()).pk) is None
    assert not CertificateFile.objects.exists()


def test_making_it_again_gives_the_same_file():
    first = retired.certified()
    again = files.make(first.statement_id)
    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    assert CertificateFile.objects.count() == 1


def test_the_stored_digest_is_the_contents():
    row = retired.certified()
    assert canonical.sha256(bytes(row.content)) == row.sha256
    assert len(row.content) == row.size


def test_the_papers_words_are_the_statements_words(expo):
    row = retired.certified(owner=expo)
    statement = queries.statement_by_id(row.statement_id)
    said = pdf_reading.squeezed(pdf_reading.text_of(bytes(row.content)))
    body = statement.body
    wanted = [
        body["code"],
        body["beneficiary"]["name_zh"],
        body["beneficiary"]["name_en"],
        statement.disclosed[body["claim"]["title_zh"]["sha256"]],
        statement.disclosed[body["claim"]["title_en"]["sha256"]],
        *body["claim"]["period"].split("/"),
        f"{body['kg']:,}",
        f"广东省 Guangdong ({body['jurisdiction']})",
    ]
    for line in body["lines"]:
        wanted += [
            line["batch"],
            line["project_zh"],
            line["project_en"],
            line["methodology_zh"],
            *line["period"],
        ]
        wanted += [f"{line['serials'][0]:,} – {line['serials'][1]:,}"]
    for words in wanted:
        assert pdf_reading.squeezed(words) in said, words


def test_the_paper_carries_statement_proof_and_checkpoint(expo):
    row = retired.certified(owner=expo)
    enclosed = pdf_reading.attachments(bytes(row.content))
    bundle = json.loads(enclosed["proof.json"])
    assert enclosed["statement.json"] == bytes(row.statement.body)
    assert bundle["statement"].encode() == enclosed["statement.json"]
    seen = log.read_checkpoint(enclosed["checkpoint.txt"].decode())
    assert (seen.size, seen.root.hex()) == (row.checkpoint_size, bundle["checkpoint"]["root"])


def test_the_offline_checker_takes_the_proof_out_of_the_paper(expo, tmp_path):
    row = retired.certified(owner=expo)
    raw = bytes(row.content)
    (tmp_path / "proof.json").write_bytes(pdf_reading.attachments(raw)["proof.json"])
    checker = Path(registry.__file__).parent / "checker" / "check.py"
    ran = subprocess.run(
        [sys.executable, checker, "certificate", "proof.json", "--key", signing.vkey()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert row.statement.code in ran.stdout and "2000 kg" in ran.stdout


def test_a_person_who_did_not_agree_stands_by_pseudonym():
    citizen = supply.person("canary-7f3a")
    row = retired.certified(owner=citizen)
    text = pdf_reading.text_of(bytes(row.content))
    assert citizen.pseudonym in text
    assert "canary-7f3a" not in text + pdf_reading.metadata(bytes(row.content))


def test_nothing_of_a_person_is_in_the_files_metadata(citizen):
    from accounts import parties

    person = parties.party_for_user(citizen)
    parties.set_public_name(person, name_zh="金丝雀", name_en="Canary Bird", shows_name=True)
    person.refresh_from_db()
    row = retired.certified(owner=person)
    raw = bytes(row.content)
    assert "金丝雀" in pdf_reading.text_of(raw)
    assert "金丝雀" not in pdf_reading.metadata(raw) and "Canary" not in pdf_reading.metadata(raw)
    assert citizen.email.encode() not in raw


def test_a_revision_has_a_paper_of_its_own_and_the_first_stays(expo, registrar):
    first = retired.certified(owner=expo)
    revised = statements.revise(
        statement=first.statement,
        reason="typing error",
        actor=registrar,
        beneficiary_zh="南山会展集团",
    )
    log.seal()
    second = CertificateFile.objects.get(pk=files.make(revised.pk).pk)
    assert second.sha256 != first.sha256
    assert "第2版" in pdf_reading.squeezed(pdf_reading.text_of(bytes(second.content)))
    assert "南山会展集团" in pdf_reading.text_of(bytes(second.content))
    assert CertificateFile.objects.filter(pk=first.pk, sha256=first.sha256).exists()


def test_the_site_may_not_change_or_delete_a_paper():
    row = retired.certified()
    for change in (
        "UPDATE certificates_certificatefile SET content = '\\x00' WHERE id = %s",
        "UPDATE certificates_certificatefile SET sha256 = repeat('0', 64) WHERE id = %s",
        "DELETE FROM certificates_certificatefile WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [row.pk])


def test_a_person_can_be_forgotten_and_the_digest_stays():
    citizen = supply.person("forgetful")
    row = retired.certified(owner=citizen)
    assert files.erase_for([citizen]) == 1
    row.refresh_from_db()
    assert row.content is None and row.erased_at is not None
    assert files.make(row.statement_id).pk == row.pk
    assert files.content_of(queries.statement_by_id(row.statement_id)) is None


def test_an_organizations_paper_is_not_forgotten(expo):
    with pytest.raises(ValueError, match="natural person"):
        files.erase_for([expo])


def test_a_person_is_told_which_papers_are_kept():
    citizen = supply.person("curious")
    row = retired.certified(owner=citizen)
    assert [entry["sha256"] for entry in files.export_for([citizen])] == [row.sha256]
