"""Whose certificate it is: the code, and that nobody has verified it, on paper, page, public lists and in the API."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from PIL import Image, ImageChops
from stdnum.cn import uscc

from accounts import directory
from accounts.models import Party
from marketplace import canonical
from marketplace.certificates import contents, share
from marketplace.registry import log, statements
from marketplace.registry.models import Retirement
from tests.certificates import pdf_reading, retired
from tests.registry import supply

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


def heading(shown: str) -> str:
    return re.search(r"<h1.*?</h1>", shown, re.S)[0]


def sheet(shown: str) -> str:
    return re.search(r'<article class="sheet".*?</article>', shown, re.S)[0]


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
    assert CODE in record and "not verified" in heading(record)
    where = {"beneficiary": str(one.beneficiary.public_id)}
    its = client.get(reverse("registry:retirements"), where).content.decode()
    assert "not verified" in heading(its)
    theirs = {"beneficiary": str(proven.statement.retirement.beneficiary.public_id)}
    its = client.get(reverse("registry:retirements"), theirs).content.decode()
    assert "not verified" not in heading(its)


@pytest.mark.django_db
def test_the_sheet_and_the_share_picture_say_that_nobody_has_verified_it(
    client, unproven, proven, monkeypatch
):
    drawn = []
    real = share.png
    monkeypatch.setattr(share, "png", lambda picture: drawn.append(picture) or real(picture))
    for row in (unproven, proven):
        client.get(reverse("certificates:image", args=[row.statement.code]))
    assert [picture.unverified for picture in drawn] == ["not verified", ""]
    assert "not verified" in sheet(page(client, unproven))
    assert "not verified" not in sheet(page(client, proven))


@pytest.mark.parametrize("name", ["南山", "Bay Area Urban Institute " * 9, "深圳市南山区" * 12])
def test_the_mark_fits_the_picture_beside_names_of_any_length(name):
    plain = share.Picture("中和", name, "1.000", "t", "2026", "ZH-0000")
    marked = replace(plain, unverified="not verified")
    bare, said = (Image.open(BytesIO(share.png(each))).convert("RGB") for each in (plain, marked))
    changed = ImageChops.difference(bare, said).getbbox()
    last = 269 if name.startswith("Bay") else 196
    assert changed and changed[0] >= 84 and changed[2] <= 1116
    assert last - 60 < changed[1] and changed[3] <= 320, "above the figure, below the name"
    in_seal = {said.getpixel((x, y)) for x in range(*changed[::2]) for y in range(*changed[1::2])}
    assert (179, 50, 31) in in_seal


@pytest.mark.django_db
def test_a_holder_that_nobody_has_verified_is_said_to_be_so(client, unproven):
    holder = directory.add(uscc="91440300MA5TELL103", name_zh="持有公司", actor=None)
    row = retired.certified(owner=holder, beneficiary=supply.person("someone"))
    shown = page(client, row)
    assert re.search(r"Held by</dt><dd>持有公司 <span[^>]*>not verified", shown)
    assert "持有人Heldby持有公司·未核验notverified" in said(row)
    retirement = row.statement.retirement.public_id
    way = client.get(reverse("registry:provenance", args=[retirement])).content.decode()
    assert re.search(r"持有公司 <span[^>]*>not verified", way)


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
