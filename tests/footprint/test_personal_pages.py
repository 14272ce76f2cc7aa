"""A person's year card by card, as a visitor without an account and without JavaScript walks it."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import drafts
from footprint.models import Footprint
from footprint.personal import questions, year
from tests.footprint.test_personal import DRIVER

pytestmark = pytest.mark.django_db
NUMBERS = [question.id for question in questions.QUESTIONS if not question.choices]
CHOICES = [question.id for question in questions.QUESTIONS if question.choices]
BEGIN, ANSWERS = "footprint:personal", "footprint:personal_answers"


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Somebody without an account, reading English."""
    with override("en"):
        yield Client()


def card(question: str) -> str:
    return reverse("footprint:personal_card", args=[question])


def answer(visitor: Client, question: str, value: str = "", **more: str):
    data = {"answer": value} if value else {"skip": "1"}
    return visitor.post(card(question), data | more)


def given(visitor: Client) -> dict[str, str]:
    draft = drafts.in_session(visitor.session, "personal")
    return dict(draft.fields) if draft else {}


def begin_with(visitor: Client, answers: dict[str, str], region: str = "CN-GD") -> None:
    """Put answers into the session, as an earlier visit left them."""
    session = visitor.session
    session["footprint_draft_personal"] = drafts.Draft(
        "personal", region=region, fields=answers
    ).as_data()
    session.save()


def result(visitor: Client):
    return visitor.get(reverse("footprint:draft_result", args=["personal"]))


def test_the_whole_path_is_walked_by_forms_alone(visitor):
    page = visitor.get(reverse(BEGIN))
    seen = []
    while "question" in page.context:
        question = page.context["question"].id
        seen.append(question)
        assert f'action="{card(question)}"' in page.content.decode()
        page = visitor.get(answer(visitor, question, DRIVER[question])["Location"])
    assert seen == list(DRIVER) and given(visitor) == DRIVER
    assert page.context["sheet"].footprint.total_exact == year.result(DRIVER).total_exact
    assert not Footprint.objects.exists()


def test_the_running_total_ends_as_the_total_of_the_result(visitor):
    begin_with(visitor, DRIVER)
    running = visitor.get(card("meals_out")).context["total"]
    assert running == result(visitor).context["sheet"].footprint.total_exact


def test_each_card_says_what_the_last_answer_added(visitor):
    answer(visitor, "place", "shenzhen")
    answer(visitor, "household", "3")
    page = visitor.get(answer(visitor, "electricity", "300")["Location"])
    assert page.context["added"] == page.context["total"] == Decimal("530.28")
    assert "+530 kg" in page.content.decode()


@pytest.mark.parametrize("question", NUMBERS)
@pytest.mark.parametrize("wrong", ["-5", "NaN", "1e9", "一千", "1,2,3", "9" * 16, " "])
def test_what_is_no_plain_number_is_refused_and_stays_to_be_corrected(visitor, question, wrong):
    everything = {**DRIVER, "place": "CN-XZ"}
    begin_with(visitor, everything, "CN-XZ")
    page = visitor.post(card(question), {"answer": wrong})
    assert page.status_code == 200 and page.context["form"].errors["answer"]
    assert given(visitor) == everything
    assert f'value="{wrong.strip()}"' in page.content.decode() or not wrong.strip()


@pytest.mark.parametrize("question", NUMBERS)
def test_full_width_digits_and_thousands_are_read(visitor, question):
    begin_with(visitor, {"place": "CN-XZ", "car": "petrol", "flew": "yes"}, "CN-XZ")
    assert answer(visitor, question, "１")["Location"]
    assert given(visitor)[question] == "1"
    assert answer(visitor, "electricity", "１，２００")["Location"]
    assert given(visitor)["electricity"] == "1200"


@pytest.mark.parametrize(
    "question", [item for item in NUMBERS if questions.find(item).most is None]
)
def test_an_absurd_number_is_asked_about_and_then_taken_at_the_persons_word(visitor, question):
    begin_with(visitor, {**DRIVER, "place": "CN-XZ"}, "CN-XZ")
    page = answer(visitor, question, "99999999")
    assert page.status_code == 200 and "unusually much" in page.content.decode()
    assert given(visitor).get(question) == DRIVER.get(question)
    again = answer(visitor, question, "88888888", sure="99999999")
    assert again.status_code == 200 and "unusually much" in again.content.decode()
    assert answer(visitor, question, "99999999", sure="99999999").status_code == 302
    assert given(visitor)[question] == "99999999"


@pytest.mark.parametrize(
    ("question", "wrong"),
    [("meals_out", "22"), ("hotel_nights", "400"), ("household", "0"), ("household", "2.5")],
)
def test_what_cannot_be_is_refused(visitor, question, wrong):
    assert answer(visitor, question, wrong).context["form"].errors["answer"]


@pytest.mark.parametrize("question", CHOICES)
def test_an_answer_that_was_not_offered_is_refused(visitor, question):
    page = answer(visitor, question, "rocket")
    assert page.context["form"].errors["answer"] and given(visitor) == {}


def test_a_card_states_its_average_in_the_readers_language_and_the_result_names_it():
    with override("zh-hans"):
        visitor = Client()
        page = visitor.get(card("electricity")).content.decode()
        assert "使用深圳平均值" in page and "85.6 千瓦时/人·月" in page and "2023" in page
        for question in [item.id for item in questions.path({})]:
            answer(visitor, question)
        page = result(visitor).content.decode()
    assert "深圳人均居民生活用电" in page and "广州人均天然气" in page
    assert "100%" in page or "100.0%" in page
    for english in ("your answer", "average:", "Where it comes from", "What to change"):
        assert english not in page


def test_somebody_elsewhere_reads_whose_average_stands_in(visitor):
    answer(visitor, "place", "CN-SC")
    page = visitor.get(card("gas")).content.decode()
    assert "No average of Sichuan was found; that of Guangzhou stands in." in page
    assert drafts.in_session(visitor.session, "personal").region == "CN-SC"


def test_a_later_visit_goes_on_at_the_first_open_card(visitor):
    answer(visitor, "place", "shenzhen")
    answer(visitor, "household")
    assert visitor.get(reverse(BEGIN)).context["question"].id == "electricity"
    assert "Go on with what you began" in visitor.get(reverse("footprint:index")).content.decode()


def test_back_leads_to_the_card_before_and_shows_what_was_answered(visitor):
    begin_with(visitor, DRIVER)
    page = visitor.get(card("electricity"))
    assert page.context["before"].id == "household"
    assert 'value="300"' in page.content.decode()


def test_one_answer_is_changed_from_the_list_and_the_rest_stays(visitor):
    begin_with(visitor, DRIVER)
    page = visitor.get(reverse(ANSWERS)).content.decode()
    assert "300 kWh" in page and "About half of it" in page and "skipped:" in page
    reply = answer(visitor, "electricity", "200", then="answers")
    assert reply["Location"] == reverse(ANSWERS)
    assert given(visitor) == {**DRIVER, "electricity": "200"}


def test_an_answer_that_opens_new_cards_asks_them_before_it_leads_back(visitor):
    begin_with(visitor, {**without_car(), "car": "none"})
    reply = answer(visitor, "car", "petrol", then="answers")
    assert reply["Location"] == f"{card('car_km')}?then=answers"
    assert answer(visitor, "car_km", "100", then="answers")["Location"] == reverse(ANSWERS)


def without_car() -> dict[str, str]:
    return {key: value for key, value in DRIVER.items() if key not in ("car", "car_km")}


def test_a_card_that_does_not_apply_or_exist_is_not_shown(visitor):
    assert visitor.get(card("flights_far"))["Location"] == reverse(BEGIN)
    assert visitor.get(card("rocket")).status_code == 404


def test_answers_can_be_forgotten(visitor):
    begin_with(visitor, DRIVER)
    visitor.post(reverse("footprint:personal_forget"))
    assert given(visitor) == {}
    assert visitor.get(reverse("footprint:personal_forget")).status_code == 405


@pytest.mark.parametrize(
    "old",
    [
        {},
        {"household": "3", "electricity": "300", "commute_mode": "car_electric"},
        {"car_km": "900", "flights_abroad": "2", "diet": "pescatarian", "commute_mode": "none"},
        {"electricity": "abc", "household": "0", "diet": "cake"},
    ],
)
def test_a_draft_of_the_former_form_opens_everywhere(visitor, old):
    begin_with(visitor, old)
    for address in (reverse(BEGIN), reverse(ANSWERS), card("electricity")):
        assert visitor.get(address).status_code == 200
    page = result(visitor)
    assert page.status_code == 200 and not list(get_messages(page.wsgi_request))


def test_the_result_shows_parts_household_comparisons_and_what_to_change(visitor):
    begin_with(visitor, DRIVER)
    page = result(visitor)
    sheet, arranged = page.context["sheet"], page.context["year"]
    assert sum(row.kg for row in arranged.rows) == sheet.footprint.total_exact
    assert arranged.household.total_kg == 3 * sheet.footprint.total_exact
    content = page.content.decode()
    assert "An estimate for information, not an inventory." in content
    assert "5,760 km × (0.1674 − 0.04314) = 715.7 kg" in content
    assert "Compared with named figures" in content and "national figures per head" in content


def test_a_kept_year_shows_the_same_parts_and_changes(visitor):
    begin_with(visitor, {**DRIVER, "rail_trips": ""})
    before = result(visitor).context["year"]
    visitor.post(reverse("footprint:keep", args=["personal"]))
    stored = Footprint.objects.get()
    after = visitor.get(reverse("footprint:result", args=[stored.public_id])).context["year"]
    assert (after.rows, after.changes, after.skipped) == (
        before.rows,
        before.changes,
        before.skipped,
    )
    assert [name.en for name in after.skipped] == ["Long train journeys"]


def test_covering_the_rest_leads_to_the_market_with_the_kilograms(visitor):
    begin_with(visitor, DRIVER)
    reply = visitor.post(reverse("footprint:keep", args=["personal"]), {"cover": "1"})
    assert f"kg={year.result(DRIVER).total_kg}" in reply["Location"]


def test_answers_survive_signing_in_and_what_is_kept_then_is_hers(visitor, citizen):
    begin_with(visitor, DRIVER)
    visitor.force_login(citizen)
    assert given(visitor) == DRIVER
    visitor.post(reverse("footprint:keep", args=["personal"]))
    assert Footprint.objects.get().owner == citizen.party


def test_without_a_page_load_a_card_leads_to_a_card_and_the_last_one_lets_the_browser_go(visitor):
    begin_with(visitor, DRIVER)
    quietly = {"HX-Request": "true"}
    reply = visitor.post(card("gas"), {"answer": "10"}, headers=quietly)
    assert reply.status_code == 302 and reply["Location"] == card("water")
    reply = visitor.post(card("meals_out"), {"answer": "3"}, headers=quietly)
    assert reply["HX-Redirect"] == reverse("footprint:draft_result", args=["personal"])


@pytest.mark.parametrize("question", ["place", "electricity", "meals_out"])
def test_a_card_takes_few_queries(visitor, django_assert_max_num_queries, question):
    begin_with(visitor, DRIVER)
    with django_assert_max_num_queries(3):
        visitor.get(card(question))
    value = "shenzhen" if question == "place" else "5"
    with django_assert_max_num_queries(6):
        answer(visitor, question, value)


def test_the_api_computes_the_same_year_by_the_same_guideline(client):
    expected = year.result(DRIVER)
    entered = [line.entered.as_data() for line in expected.lines]
    body = {"guideline": "personal-2026", "region": "CN-GD", "activities": entered}
    reply = client.post("/api/v1/footprints/calculate", body, content_type="application/json")
    assert Decimal(reply.json()["total_kg_exact"]) == expected.total_exact
