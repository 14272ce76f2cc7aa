"""Whose certificate it is: the code, and that nobody has verified it, on paper, page, public lists and in the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from stdnum.cn import uscc

from accounts import directory
from accounts.models import Party
from marketplace import canonical
from marketplace.certificates import contents
from marketplace.registry import log, statements
from marketplace.registry.models import Retirement
from tests.certificates import pdf_reading, retired

CODE = "91440300MA5NEWB01H"
EXPO = "91440300MA5HNEXP08"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def unproven(db):
    """The paper of a retirement in the name of a body that nobody has verified."""
    body = directory.add(uscc=CODE, name_zh="新客户有限公司", actor=None)
    return retired.certified(beneficiary=body)


@pytest.fixture
def proven(nanshan_expo):
    return retired.certified(beneficiary=nanshan_expo.party)


def said(row) -> str:
    return pdf_reading.squeezed(pdf_reading.text_of(bytes(row.content)))


def page(client, row) -> str:
    return client.get(reverse("certificates:detail", args=[row.statement.code])).content.decode()


@pytest.mark.django_db
def test_paper_and_page_say_the_code_and_that_nobody_has_verified_it(client, unproven):
    for text in (said(unproven), page(client, unproven)):
        assert CODE in text
        assert pdf_reading.squeezed("not verified") in pdf_reading.squeezed(text)
    assert "未核验" in said(unproven)


@pytest.mark.django_db
def test_a_verified_organizations_code_stands_without_that_mark(client, proven):
    for text in (said(proven), page(client, proven)):
        assert EXPO in text
        assert pdf_reading.squeezed("not verified") not in pdf_reading.squeezed(text)


@pytest.mark.django_db
def test_a_persons_certificate_has_neither(client):
    person = retired.certified()
    for text in (said(person), page(client, person)):
        assert pdf_reading.squeezed("not verified") not in pdf_reading.squeezed(text)
        assert "受益方代码" not in text


@pytest.mark.django_db
def test_a_certificate_keeps_what_was_known_when_it_was_made(client, unproven):
    Party.objects.filter(name_zh="新客户有限公司").update(uscc=CODE, name_zh="改了名")
    body = canonical.loads(bytes(unproven.statement.body))
    assert (body["beneficiary"]["uscc"], body["beneficiary"]["uscc_stated"]) == ("", CODE)
    assert contents.unverified(body["beneficiary"])
    assert "not verified" in page(client, unproven)
    revised = statements.revise(
        statement=unproven.statement, reason="改字", actor=None, title_zh="论坛二"
    )
    assert canonical.loads(bytes(revised.body))["beneficiary"] == body["beneficiary"]


@pytest.mark.parametrize(
    ("party", "code", "unverified"),
    [
        ({"kind": "organization", "uscc": EXPO}, EXPO, False),
        ({"kind": "organization", "uscc": ""}, "", True),
        ({"kind": "organization", "uscc": "", "uscc_stated": CODE}, CODE, True),
        ({"kind": "person", "pseudonym": "P-7QK2M9XD"}, "", False),
    ],
)
def test_statements_of_before_say_what_they_said(party, code, unverified):
    assert (contents.code(party), contents.unverified(party)) == (code, unverified)


@pytest.mark.django_db
def test_the_public_lists_show_and_find_both(client, unproven, proven):
    listed = client.get(reverse("registry:retirements")).content.decode()
    assert listed.count("not verified") == 1
    assert CODE in listed and EXPO in listed
    found = client.get(reverse("registry:retirements"), {"q": CODE}).content.decode()
    assert CODE in found and EXPO not in found
    sums = client.get(reverse("registry:beneficiaries")).content.decode()
    assert CODE in sums and sums.count("not verified") == 1
    one = Retirement.objects.get(beneficiary__directory_entry__uscc=CODE)
    record = client.get(reverse("registry:retirement", args=[one.public_id])).content.decode()
    assert CODE in record and "not verified" in record


@pytest.mark.django_db
def test_the_api_says_which_code_is_verified(client, unproven):
    answer = client.get(f"/api/v1/certificates/{unproven.statement.code}").json()
    assert (answer["beneficiary"]["uscc"], answer["beneficiary"]["uscc_stated"]) == ("", CODE)
    one = Retirement.objects.get()
    answer = client.get(f"/api/v1/retirements/{one.public_id}").json()
    assert (answer["beneficiary_code"], answer["beneficiary_unverified"]) == (CODE, True)


@pytest.mark.django_db
def test_a_longer_list_asks_no_more_questions(client, unproven):
    few = queries_of_the_list(client)
    for number in range(3):
        start = f"91440300MA5NEW{number}1H"[:17]
        body = directory.add(
            uscc=start + uscc.calc_check_digit(start), name_zh=f"第 {number} 家", actor=None
        )
        retired.retirement(beneficiary=body)
    log.seal()
    assert queries_of_the_list(client) == few


def queries_of_the_list(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("registry:retirements")).content.decode()
    assert "not verified" in page
    return len(captured)
