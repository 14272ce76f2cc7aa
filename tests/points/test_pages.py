"""The pages of citizen, operator and registrars; a story clicked through."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.parties import party_for_user
from marketplace.points import linking, queries, reading
from marketplace.points.behaviours import BEHAVIOURS
from marketplace.points.models import Consent, ExchangeRule, ImportFile, Operator, Report
from tests.cast import sign_in
from tests.points import stage

pytestmark = pytest.mark.django_db
MINE, DESK = "/en/account/points/", "/en/staff/points/"


def text(answer):
    return answer.content.decode()


def signed_in(person):
    return sign_in(Client(), person)


def test_the_whole_way_by_hand(
    client, citizen, seller, seller_organization, registrar, second_registrar
):
    desk, second, mine = signed_in(registrar), signed_in(second_registrar), signed_in(citizen)
    draft = stage.draft()
    facts = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    facts |= {"methodology": draft.methodology.pk, "made_up": "on"}
    desk.post(f"{DESK}rules/new/", facts)
    found = ExchangeRule.objects.get()
    desk.post(f"{DESK}rules/{found.public_id}/decide/", {"publish": "1"})
    found.refresh_from_db()
    assert found.status == "waiting"
    second.post(f"{DESK}rules/{found.public_id}/decide/", {"publish": "1"})
    assert "made up, no official rule" in text(client.get("/en/points/"))
    desk.post(
        f"{DESK}operators/new/",
        {
            "organization": seller_organization.pk, "app_zh": "出行", "app_en": "Go", "registration_number": "SZ-1",
        },
    )  # fmt: skip
    run = Operator.objects.get()
    path = f"{MINE}consents/{run.pk}/give/"
    assert "The file never carries my name" in text(mine.get(path))
    wrong = {"member_number": "M0001", "code": "X", "agreed": "on"}
    assert mine.post(path, wrong).status_code == 422
    mine.post(path, wrong | {"code": linking.code("SZ-1", "M0001")})
    content = stage.file(("r-1", "M0001", "metro", stage.today(), 1234), ("r-2", "M9", "x", "y", 0))
    upload = SimpleUploadedFile("days.csv", content)
    desk.post(f"{DESK}files/new/", {"operator": run.pk, "file": upload})
    file = ImportFile.objects.get()
    assert "Somebody else releases it" in text(desk.get(f"{DESK}files/{file.public_id}/"))
    page = text(second.get(f"{DESK}files/{file.public_id}/"))
    assert "read." in page and "1 / 2" in page
    second.post(f"{DESK}files/{file.public_id}/decide/", {"release": "1"})
    page = text(mine.get(MINE))
    assert "1,234 g at 100 g a point, 34 g left over" in page and "days.csv" in page
    key = str(uuid.uuid4())
    typed = f" {run.redeem_code[:4]} {run.redeem_code[5:].lower()} "
    told = {"key": key, "operator_code": typed, "points": "5"}
    assert mine.post(f"{MINE}redeem/", told | {"points": "50"}).status_code == 422
    assert mine.post(f"{MINE}redeem/", told | {"operator_code": "NO"}).status_code == 422
    assert "Receipt" in text(mine.post(f"{MINE}redeem/", told, follow=True))
    mine.post(f"{MINE}redeem/", told)
    assert queries.balance(party_for_user(citizen)).points == 7
    exported = text(mine.get(f"{MINE}export.csv"))
    assert "r-1" in exported and "-5" in exported
    withdraw = f"{MINE}consents/{Consent.objects.get().pk}/withdraw/"
    assert withdraw in text(mine.get(MINE))
    assert "Withdraw your consent for Go?" in text(mine.get(withdraw))
    assert Consent.objects.get().withdrawn_at is None
    mine.post(withdraw)
    assert Consent.objects.get().withdrawn_at


def test_a_report_is_made_once_and_downloaded(account, operator, registrar):
    from marketplace import clock

    yesterday = clock.now() - timedelta(days=1)
    stage.redeem(account, operator, 2, now=yesterday)
    desk, day = signed_in(registrar), yesterday.astimezone(clock.SHENZHEN).date()
    days = {"first_day": day, "last_day": day}
    desk.post(f"{DESK}reports/new/", days)
    made = Report.objects.get()
    assert "SZ-APP-1" in text(desk.get(f"{DESK}reports/{made.public_id}/"))
    assert desk.post(f"{DESK}reports/new/", days).status_code == 422


def test_others_see_nothing_of_it(account, stranger, finance, operator):
    other = signed_in(stranger)
    assert "r-1.csv" not in text(other.get(MINE))
    given = Consent.objects.get()
    assert other.post(f"{MINE}consents/{given.pk}/withdraw/").status_code == 404
    party = operator.organization.party.public_id
    assert other.get(f"/en/organizations/{party}/points/").status_code == 404
    for path in (DESK, f"{DESK}files/new/"):
        assert signed_in(finance).get(path).status_code in (302, 403, 404)
        assert other.get(path).status_code in (302, 403, 404)


def test_the_operator_finds_code_key_and_redemptions(account, operator, seller):
    stage.redeem(account, operator, 2)
    party = operator.organization.party.public_id
    page = text(signed_in(seller).get(f"/en/organizations/{party}/points/"))
    assert operator.redeem_code in page and linking.key("SZ-APP-1") in page


def test_a_correction_is_asked_by_one_and_agreed_by_another(
    account,
    registrar,
    second_registrar,
):
    from marketplace.points.models import Correction, ImportRow

    row = ImportRow.objects.get()
    signed_in(registrar).post(f"{DESK}rows/{row.pk}/correct/", {"points": "2", "reason": "twice"})
    asked = Correction.objects.get()
    assert "somebody else decides" in text(signed_in(registrar).get(DESK))
    signed_in(second_registrar).post(f"{DESK}corrections/{asked.pk}/decide/", {"agree": "1"})
    assert queries.balance(account).points == 10


def test_the_pages_ask_the_database_the_same_however_many_lines(
    account,
    citizen,
    operator,
    registrar,
    second_registrar,
    django_assert_max_num_queries,
):
    for number in range(4):
        stage.earned(citizen, operator, registrar, second_registrar, row_id=f"x-{number}")
    mine = signed_in(citizen)
    mine.get(MINE)
    with django_assert_max_num_queries(18):
        mine.get(MINE)


def test_an_operator_learns_the_allowed_values_and_gets_a_file_that_can_be_read(
    client, operator, seller, seller_organization, registrar
):
    own = f"/en/organizations/{seller_organization.party.public_id}/points/"
    for page in (
        text(signed_in(seller).get(own)),
        text(signed_in(registrar).get(f"{DESK}files/new/")),
    ):
        assert all(f"<code>{code}</code>" in page for code in BEHAVIOURS)
        assert "/en/points/sample.csv" in page and "1,000,000" in page
    rows = reading.read(client.get("/en/points/sample.csv").content)
    assert {row.behaviour for row in rows} == set(BEHAVIOURS)
    assert all(row.readable for row in rows)
