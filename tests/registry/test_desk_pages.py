"""The registrars' and owners' pages: lists, checks, withdrawals, files; who may see what."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Membership, Role
from marketplace.registry import queries
from marketplace.registry.block_imports import importing
from marketplace.registry.models import (
    BlockImport,
    CreditBatch,
    EvidenceFile,
    IssuanceRequest,
    RetirementUpstream,
    WithdrawalBatch,
)
from marketplace.registry.withdrawals import collecting, sheet
from tests.cast import sign_in
from tests.registry import lists, supply

pytestmark = pytest.mark.django_db
DESK = "/en/staff/registrar/"
MINE = "/en/account/issuances/"


@pytest.fixture
def first(registrar):
    return sign_in(Client(), registrar)


@pytest.fixture
def second(second_registrar):
    return sign_in(Client(), second_registrar)


@pytest.fixture
def owner(seller):
    return sign_in(Client(), seller)


@pytest.fixture
def project(registrar, second_registrar):
    return supply.project(supply.person("owner"))


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def send_list(client, *rows):
    files = {
        "list": SimpleUploadedFile("blocks.csv", lists.csv(*rows)),
        "files": SimpleUploadedFile("evidence.zip", lists.files_of(*rows)),
    }
    return client.post(f"{DESK}imports/new/", files)


def test_a_list_goes_from_the_upload_to_visible_batches(first, second, project):
    rows = [lists.row(project, 1), lists.row(project, 2), lists.row(project, 3, tonnes="7")]
    answer = send_list(first, *rows)
    assert answer.status_code == 302
    page = read(first, answer.url)
    assert "has 100 tonnes, both ends counted; the row says 7" in page
    assert "Send 2 correct rows" in page
    first.post(f"{answer.url}send/")
    wrong = first.get(f"{answer.url}wrong/").content.decode("utf-8-sig")
    assert "reason" in wrong and "003001" in wrong and "001001" not in wrong
    ids = [str(each.public_id) for each in IssuanceRequest.objects.all()]
    assert len(ids) == 2
    refused = first.post(f"{DESK}issuances/approve/", {"request": ids}, follow=True)
    assert "same person" in refused.content.decode()
    second.post(f"{DESK}issuances/approve/", {"request": [*ids, "no-id"]})
    for batch in CreditBatch.objects.all():
        public = read(Client(), f"/en/registry/batches/{batch.code}/")
        assert batch.issuance.evidence_sha256 in public
        assert "One registrar asked, another one approved." in public
        assert "both counted" in public


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a,b", "lacks these columns"), (b"\xff\xff\x00", "UTF-8 or GB 18030")],
)
def test_a_file_that_is_no_list_is_sent_back(first, content, words):
    file = SimpleUploadedFile("blocks.csv", content)
    answer = first.post(f"{DESK}imports/new/", {"list": file})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not BlockImport.objects.exists()


def test_the_template_can_be_uploaded_again(first):
    content = first.get(f"{DESK}imports/template/").content
    answer = first.post(f"{DESK}imports/new/", {"list": SimpleUploadedFile("t.csv", content)})
    assert "not among the files" in read(first, answer.url)
    assert first.post(f"{answer.url}discard/").status_code == 302
    assert BlockImport.objects.get().state == "dropped"


def test_evidence_is_for_registrars_and_supervisors(first, project, supervisor, finance, citizen):
    send_list(first, lists.row(project))
    file = EvidenceFile.objects.get()
    path = f"{DESK}evidence/{file.pk}/"
    for client in (first, sign_in(Client(), supervisor)):
        answer = client.get(path)
        assert answer.content == bytes(file.content)
        assert answer["Content-Disposition"].startswith("attachment")
    for person in (finance, citizen):
        assert sign_in(Client(), person).get(path).status_code in (302, 403)
    assert Client().get(path).status_code in (302, 404)


def paper(name, content):
    return SimpleUploadedFile(name, b"%PDF-1.7 " + content)


def application(**changes):
    return {
        "monitoring_start": "2025-01-01",
        "monitoring_end": "2025-06-30",
        "reported_kg": "9000",
        "quantity_kg": "8500",
        "verifier": "深圳核查有限公司",
        "statement_number": "V-1",
        "statement_date": "2025-08-01",
        "report": paper("report.pdf", b"report"),
        "statement": paper("statement.pdf", b"statement"),
    } | changes


@pytest.fixture
def here(seller_organization, registrar, second_registrar):
    return supply.project(seller_organization.party, kind="here")


def test_an_application_is_handed_in_returned_corrected_checked_and_issued(
    owner, first, second, here
):
    answer = owner.post(f"{MINE}new/?project={here.code}", application())
    assert answer.status_code == 302
    later = owner.post(f"{MINE}new/?project={here.code}", application(statement_date="2099-01-01"))
    assert later.status_code == 422 and "lies in the future" in later.content.decode()
    request = IssuanceRequest.objects.get()
    check = f"{DESK}issuances/{request.public_id}/check/"
    assert first.post(check, {"quantity": "on"}).status_code == 422
    first.post(check, {"quantity": "on", "remarks": "Page 3 is missing."})
    assert "came back with remarks" in read(owner, "/en/account/")
    assert "Page 3 is missing." in read(owner, answer.url)
    again = f"{MINE}new/?project={here.code}&replaces={request.public_id}"
    assert "深圳核查有限公司" in read(owner, again)
    owner.post(again, application())
    assert "came back with remarks" not in read(owner, "/en/account/")
    later = IssuanceRequest.objects.latest("id")
    points = dict.fromkeys(["period", "quantity", "methodology", "verifier", "files"], "on")
    path = f"{DESK}issuances/{later.public_id}/"
    assert first.post(f"{path}check/", points).status_code == 302
    assert "Approve and issue" not in read(first, path)
    second.post(f"{path}approve/")
    batch = CreditBatch.objects.get()
    public = read(Client(), f"/en/registry/batches/{batch.code}/")
    assert "深圳核查有限公司" in public and "one registrar checked, another one approved" in public
    assert batch.code in read(owner, f"{MINE}{later.public_id}/")


def test_a_statement_named_by_two_applications_is_pointed_out(owner, first, here):
    path = f"{MINE}new/?project={here.code}"
    owner.post(path, application())
    one = IssuanceRequest.objects.get()
    warning = "Another application names the same verification body and statement number"
    assert warning not in read(first, f"{DESK}issuances/{one.public_id}/")
    days = {"monitoring_start": "2025-07-01", "monitoring_end": "2025-07-31"}
    files = {"report": paper("r2.pdf", b"2"), "statement": paper("s2.pdf", b"2s")}
    owner.post(path, application(**days, **files, statement_number="v-1"))
    two = IssuanceRequest.objects.exclude(pk=one.pk).get()
    page = read(first, f"{DESK}issuances/{two.public_id}/")
    assert warning in page and f"{DESK}issuances/{one.public_id}/" in page


def test_a_check_that_comes_too_late_says_what_happened(owner, first, second, here):
    owner.post(f"{MINE}new/?project={here.code}", application())
    path = f"{DESK}issuances/{IssuanceRequest.objects.get().public_id}/"
    second.post(f"{path}check/", {"remarks": "Page 3 is missing."})
    for said in ({"remarks": "Page 4 too."}, {}):
        late = first.post(f"{path}check/", said, follow=True).content.decode()
        assert "Nothing was noted: this application is not waiting for a check any more" in late


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity_kg": "9001"}, "more than the report states"),
        ({"monitoring_end": "2024-06-30"}, "ends before it begins"),
        ({"statement": paper("s.pdf", b"report")}, "same file as the report"),
        ({"report": SimpleUploadedFile("r.exe", b"MZ")}, "Only PDF"),
        ({"verifier": ""}, "This field is required"),
    ],
)
def test_an_application_that_cannot_be_right_is_sent_back(owner, here, changes, words):
    answer = owner.post(f"{MINE}new/?project={here.code}", application(**changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not IssuanceRequest.objects.exists()


def test_days_that_were_applied_for_need_a_word_of_explanation(owner, here):
    path = f"{MINE}new/?project={here.code}"
    owner.post(path, application())
    twin = application(report=paper("r2.pdf", b"2"), statement=paper("s2.pdf", b"2s"))
    answer = owner.post(path, twin)
    assert answer.status_code == 422 and "Say why" in answer.content.decode()


def test_a_file_used_before_is_named_with_its_field_and_what_it_serves(
    owner, first, here, seller_organization
):
    path = f"{MINE}new/?project={here.code}"
    owner.post(path, application())
    days = {"monitoring_start": "2025-07-01", "monitoring_end": "2025-07-31"}
    page = owner.post(path, application(**days, report=paper("r2.pdf", b"2")))
    said = html.unescape(page.content.decode())
    assert "“Verification statement”: this very file (statement.pdf) serves the request of" in said
    assert f"for the project {here.code} already" in said and 'href="#id_statement"' in said
    elsewhere = supply.project(seller_organization.party)
    block = {
        "project": str(elsewhere.pk),
        "upstream_serial": "PHR-1",
        "monitoring_start": "2025-01-01",
        "monitoring_end": "2025-06-30",
        "tonnes": "8",
        "custody_account": "c",
        "trade_reference": "t",
        "evidence": paper("block.pdf", b"statement"),
    }
    said = html.unescape(first.post(f"{DESK}issuances/new/", block).content.decode())
    assert "“Evidence”: this very file (block.pdf) serves the request of" in said
    assert here.code in said and 'href="#id_evidence"' in said


def test_upstream_schemes_are_explained_and_foreign_projects_do_not_exist(
    owner, seller_organization, project, stranger
):
    own = supply.project(seller_organization.party)
    assert "issued on its own platform" in read(owner, f"{MINE}new/?project={own.code}")
    assert owner.get(f"{MINE}new/?project={project.code}").status_code == 404
    assert sign_in(Client(), stranger).get(f"{MINE}new/?project={own.code}").status_code == 404
    assert Client().get(MINE).status_code == 302


def test_an_approver_reads_applications_but_does_not_apply(owner, here, citizen):
    owner.post(f"{MINE}new/?project={here.code}", application())
    organization = Membership.objects.get(user__email="seller@zhonghe.example").organization
    Membership.objects.create(user=citizen, organization=organization, role=Role.APPROVER)
    reader = sign_in(Client(), citizen)
    request = IssuanceRequest.objects.get()
    assert "V-1" in read(reader, f"{MINE}{request.public_id}/")
    assert reader.get(f"{MINE}new/?project={here.code}").status_code == 404


@pytest.fixture
def retired(registrar, second_registrar):
    buyer = supply.person("buyer")
    batch = supply.batch(supply.person("seller"), 9_000, increment_kg=1000)
    supply.give(batch, buyer, 5_000)
    return supply.retire(batch, buyer, 2_000)


def test_withdrawals_are_collected_exported_and_answered(first, second, retired):
    assert "Request 2 tonnes" in read(first, f"{DESK}withdrawals/")
    first.post(f"{DESK}withdrawals/collect/sz-upstream/")
    stale = first.post(f"{DESK}withdrawals/collect/sz-upstream/", follow=True).content.decode()
    assert "Nothing is left to request" in stale and "smallest quantity" not in stale
    code = WithdrawalBatch.objects.get().code
    path = f"{DESK}withdrawals/{code}/"
    assert str(retired.public_id) in first.get(f"{path}file/").content.decode()
    assert "another registrar notes the answer" in read(first, path)
    form = second.get(f"{path}file/?answer=1").content
    assert sheet.read(form)[0].problem == "no_result"
    row = {
        "withdrawal": code,
        "line": "1",
        "result": "withdrawn",
        "proof_number": "W-7",
        "proof_date": supply.today().isoformat(),
        "proof_file": "w7.pdf",
    }
    files = {
        "list": SimpleUploadedFile("a.csv", sheet.write(sheet.ANSWER, [row], chinese=False)),
        "files": SimpleUploadedFile("p.zip", lists.zipped(["w7.pdf"])),
    }
    assert "Every line is answered" in second.post(path, files).content.decode()
    (line,) = queries.retirement(retired.public_id).lines
    assert (line.upstream_state, line.proof_number) == ("withdrawn", "W-7")


def test_a_refusal_freezes_is_shown_and_is_made_good(first, second, retired):
    first.post(f"{DESK}withdrawals/collect/sz-upstream/")
    row = RetirementUpstream.objects.get()
    path = f"{DESK}withdrawals/{row.pk}/"
    second.post(f"{path}refused/", {"reason": ""})
    assert RetirementUpstream.objects.get().state == "requested"
    second.post(f"{path}refused/", {"reason": "the account is closed"})
    assert CreditBatch.objects.get().status == "frozen"
    assert "the account is closed" in read(first, f"{DESK}withdrawals/")
    assert "Refused" in read(first, DESK)
    buyer = supply.person("buyer")
    other = supply.batch(supply.person("other"), 9_000, increment_kg=1000)
    supply.give(other, buyer, 3_000)
    further = supply.retire(other, buyer, 2_000)
    wrong = first.post(f"{path}good/", {"retirement": str(retired.public_id)}, follow=True)
    assert "make it good" in wrong.content.decode()
    first.post(f"{path}good/", {"retirement": str(further.public_id)})
    (line,) = queries.retirement(retired.public_id).lines
    assert line.made_good_by == further.public_id
    assert str(further.public_id) in read(first, path)


def test_the_desk_asks_few_questions_however_many_wait(
    first, project, registrar, django_assert_max_num_queries
):
    for number in range(1, 9):
        made = lists.upload(lists.row(project, number), actor=registrar)
        importing.send(made, actor=registrar)
    with django_assert_max_num_queries(22):
        assert read(first, DESK).count('name="request"') == 0
    batch = supply.batch(supply.person("seller"), 20_000, increment_kg=1000)
    buyer = supply.person("buyer")
    supply.give(batch, buyer, 10_000)
    for _n in range(6):
        supply.retire(batch, buyer, 1_000)
    made = collecting.request(scheme=batch.scheme, actor=registrar)
    with django_assert_max_num_queries(22):
        read(first, f"{DESK}withdrawals/")
    with django_assert_max_num_queries(22):
        read(first, f"{DESK}withdrawals/{made.code}/")


def test_the_filter_shows_one_scheme_only(first, second, here, owner, project, registrar):
    owner.post(f"{MINE}new/?project={here.code}", application())
    send_list(first, lists.row(project))
    first.post(f"{DESK}imports/{BlockImport.objects.get().public_id}/send/")
    everything = read(second, DESK)
    assert "Applications to be checked" in everything and 'name="request"' in everything
    some = read(second, f"{DESK}?scheme=sz-here")
    assert "Applications to be checked" in some and 'name="request"' not in some
