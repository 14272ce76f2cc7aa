"""A person's year: what an answer and a skipped one mean, in exact numbers."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint import places, sets
from footprint.personal import averages, changes, parts, questions, references, year
from footprint.personal import lines as personal_lines
from footprint.personal.changes import Made
from footprint.results import Line, Result

SET = sets.load()
DRIVER = {
    "place": "shenzhen",
    "household": "3",
    "electricity": "300",
    "gas": "",
    "water": "",
    "waste": "half",
    "car": "petrol",
    "car_km": "5000",
    "commute_mode": "car",
    "commute_km": "12",
    "rail_trips": "2",
    "flew": "yes",
    "flights_domestic": "3",
    "flights_near": "0",
    "flights_far": "2",
    "hotel_nights": "4",
    "diet": "high_meat",
    "meals_out": "7",
}


def lines(result: Result) -> dict[str, Line]:
    return {parts.part_of(line.entered.label): line for line in result.lines}


def made(result: Result) -> list[Made]:
    return [
        Made(line.entered, line.kg, tuple(factor.id for factor in line.factors))
        for line in result.lines
    ]


@st.composite
def whole_paths(draw: st.DrawFn) -> dict[str, str]:
    """Somebody's answers to every card that applies to her, some of them skipped."""
    answers: dict[str, str] = {}
    while (question := questions.first_open(answers)) is not None:
        if question.choices:
            offered = [*question.choices, ""]
        else:
            least, most = int(question.least), int(min(question.usual, Decimal(400)))
            offered = ["", *map(str, {least, max(1, most // 3), most})]
        answers[question.id] = draw(st.sampled_from(offered))
    return answers


@pytest.mark.parametrize(
    ("question", "part", "times"),
    [
        ("electricity", "electricity", Decimal(12)),
        ("gas", "gas", Decimal(12)),
        ("water", "water", Decimal(365) / 1000),
        ("waste", "waste", Decimal(365)),
    ],
)
@pytest.mark.parametrize("place", ["shenzhen", "CN-GD", "CN-BJ"])
def test_skipping_counts_exactly_the_average_that_the_card_states(question, part, times, place):
    stated = averages.skip(question, place, SET).average
    line = lines(year.result({"place": place}))[part]
    assert line.entered.value == stated.row.value * times
    assert line.entered.evidence == stated.row.id
    assert line.entered.quality == "extrapolated"
    assert stated.value.en.startswith(f"{stated.row.value.normalize():f} ")


def test_skipping_the_way_to_work_counts_the_stated_kilometres_by_metro():
    commute = lines(year.result({}))["commute"]
    assert commute.entered.activity == "metro"
    assert commute.entered.options["distance_km"] == "8.1"
    assert commute.entered.quality == "extrapolated"


def test_skipping_food_counts_three_average_meals_a_day():
    food = lines(year.result({}))["home_meals"]
    assert food.kg == 3 * 365 * SET.get("meal-cn-home").value


def test_an_average_is_of_the_own_city_else_of_the_nation_and_says_so():
    own = averages.skip("electricity", "shenzhen", SET)
    assert own.average.row.id == "city-sz-residential-kwh-month" and own.caution.zh == ""
    other = averages.skip("electricity", "CN-SC", SET)
    assert other.average.row.id == "city-cn-residential-kwh-month"
    assert "四川" in other.caution.zh and "全国" in other.caution.zh
    borrowed = averages.skip("gas", "shenzhen", SET)
    assert "Guangzhou" in borrowed.does.en and "Shenzhen" in borrowed.caution.en


def test_a_derived_average_names_the_publication_that_it_was_made_from():
    for question in averages.ROWS:
        assert "Computed" not in averages.find(question, "shenzhen", SET).published_in


def test_a_card_without_an_average_counts_nothing_and_leaves_a_line_that_shows_it():
    result = lines(year.result({}))
    for part in ("driving", "rail", "flights", "hotel"):
        assert result[part].kg == 0 and result[part].entered.quality == "extrapolated"
    assert averages.skip("rail_trips", "shenzhen", SET).average is None


def test_an_answer_of_none_leaves_no_line():
    none = {"car": "none", "rail_trips": "0", "flew": "no", "hotel_nights": "0", "gas": "0"}
    assert not {"driving", "rail", "flights", "hotel", "gas"} & set(lines(year.result(none)))


@settings(max_examples=40, deadline=None)
@given(whole_paths())
def test_when_every_card_was_seen_the_running_total_is_the_result(answers):
    assert year.so_far(answers).total_exact == year.result(answers).total_exact


@settings(max_examples=25, deadline=None)
@given(st.permutations(list(DRIVER.items())))
def test_the_order_of_answers_changes_nothing(shuffled):
    assert year.result(dict(shuffled)).as_data() == year.result(DRIVER).as_data()


def test_the_running_total_begins_with_nothing_and_grows_by_each_part():
    assert year.so_far({}).total_exact == 0
    one = year.so_far({"place": "shenzhen", "household": "3", "electricity": "300"})
    assert one.total_exact == 300 * 12 * Decimal("0.4419") / 3


def test_flights_count_only_while_the_person_says_that_she_flew():
    assert lines(year.result(DRIVER))["flights_far"].entered.value == 2
    grounded = year.result({**DRIVER, "flew": "no"})
    assert not [line for line in grounded.lines if line.entered.activity == "flight"]


def test_a_car_charged_at_home_is_in_the_bill_and_not_counted_twice():
    at_home = {**DRIVER, "car": "electric_home"}
    assert not {"driving", "commute"} & set(lines(year.result(at_home)))
    without_bill = lines(year.result({**at_home, "electricity": ""}))
    assert without_bill["driving"].entered.options["energy"] == "electric"


def test_the_meals_of_a_year_are_three_a_day_wherever_they_are_eaten():
    found = lines(year.result(DRIVER))
    assert found["home_meals"].entered.value + found["bought_meals"].entered.value == 1095


def test_tibet_has_no_grid_factor_so_the_person_is_asked_for_it():
    lhasa = {"place": "CN-XZ", "household": "2", "electricity": "100"}
    assert "grid_factor" in [question.id for question in questions.path(lhasa)]
    assert "electricity" not in lines(year.result(lhasa))
    told = year.result({**lhasa, "grid_factor": "0.2"})
    assert lines(told)["electricity"].kg == Decimal("0.2") * 600
    assert "grid_factor" not in [question.id for question in questions.path(DRIVER)]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [("domestic", "SZX", "PEK"), ("near", "SZX", "SIN"), ("far", "SZX", "LHR")],
)
def test_flights_are_as_long_as_the_route_that_their_card_names(question, start, end):
    stated, _ = personal_lines.FLIGHTS[f"flights_{question}"]
    assert Decimal(stated) == places.distance_km(places.find(start), places.find(end))
    hint = questions.find(f"flights_{question}").hint
    assert f"{Decimal(stated):,}" in hint.en and f"{Decimal(stated):,}" in hint.zh


def test_answers_of_the_former_form_are_read_as_what_they_meant():
    old = {
        "household": "3",
        "commute_mode": "car_electric",
        "commute_km": "10",
        "car_km": "800",
        "flights_abroad": "1",
        "diet": "pescatarian",
    }
    now = questions.from_old(old)
    assert (now["commute_mode"], now["car"]) == ("car", "electric")
    assert (now["flew"], now["flights_near"]) == ("yes", "1")
    assert "diet" not in now
    found = lines(year.result(old))
    assert found["commute"].entered.options["energy"] == "electric"
    assert found["flights_near"].entered.value == 1


@pytest.mark.parametrize(
    "nonsense",
    [{"electricity": "abc"}, {"place": "XX"}, {"household": "0"}, {"car": "rocket"}, {"x": "1"}],
)
def test_answers_that_cannot_be_read_are_asked_again(nonsense):
    assert questions.from_old(nonsense) == {}


def test_the_largest_change_comes_first_and_shows_its_sum():
    found = changes.find(made(year.result(DRIVER)), SET)
    assert [item.kg for item in found] == sorted((item.kg for item in found), reverse=True)
    by_id = {item.id: item for item in found}
    assert by_id["metro_to_work"].kg == 240 * 24 * (Decimal("0.1674") - Decimal("0.04314"))
    assert by_id["metro_to_work"].sum.en == "5,760 km × (0.1674 − 0.04314) = 715.7 kg"
    assert by_id["train_for_plane"].kg == 3 * 2 * Decimal("1956.8") * Decimal("0.0625")
    assert by_id["electric_car"].kg == (5000 + 5760) * (Decimal("0.1674") - Decimal("0.0932"))
    assert by_id["half_the_driving"].kg == 2500 * (Decimal("0.1674") - Decimal("0.04314"))
    cooked = 156 * (Decimal("2.9564") - Decimal("2.2778")) * Decimal("2.397") / Decimal("1.877")
    assert abs(by_id["cook_three_meals"].kg - cooked) < Decimal("1e-9")
    assert by_id["vegetarian_days"].sum.en == "3,500.6 kg × 2/7 × (1 − 1.270 ÷ 2.397) = 470.3 kg"
    assert by_id["less_electricity"].kg == Decimal("53.028")
    assert by_id["one_less_flights_far"].kg == lines(year.result(DRIVER))["flights_far"].kg / 2


def test_a_change_that_rests_on_an_average_says_so():
    found = {item.id: item for item in changes.find(made(year.result({})), SET)}
    assert set(found) == {"vegetarian_days", "less_electricity"}
    assert all(item.rests_on_average for item in found.values())


@pytest.mark.parametrize("diet", ["vegetarian", "vegan"])
def test_who_eats_no_meat_is_not_told_to_eat_less(diet):
    found = changes.find(made(year.result({**DRIVER, "diet": diet})), SET)
    assert "vegetarian_days" not in [item.id for item in found]


@settings(max_examples=30, deadline=None)
@given(whole_paths())
def test_no_change_saves_more_than_the_whole_year(answers):
    result = year.result(answers)
    for change in changes.find(made(result), SET):
        assert 0 < change.kg <= result.total_exact


def test_only_answers_are_compared_and_only_with_rows_of_the_set():
    assert references.compare(made(year.result({})), SET) == []
    found = references.compare(made(year.result(DRIVER)), SET)
    assert {item.row.id for item in found} == {
        "city-sz-residential-kwh-month",
        "city-cn-residential-kwh-month",
        "city-sz-commute-2020",
        "meal-cn-home",
        "city-cn-motorised-km",
    }
    power = found[0]
    assert (power.yours, power.reference) == (Decimal(1200), Decimal("1027.2"))


def test_every_question_has_both_languages_and_at_most_five_answers_to_tap():
    for question in questions.QUESTIONS:
        assert question.ask.zh and question.ask.en and question.topic.zh
        assert 2 <= len(question.choices) <= 5 or (question.unit.zh and question.usual)
        assert averages.skip(question.id, "shenzhen", SET).does.zh


def test_the_path_is_short_for_who_neither_drives_nor_flies():
    assert len(questions.path({"car": "none", "flew": "no", "commute_mode": "none"})) == 13
    assert len(questions.path(DRIVER)) == len(DRIVER) == 18
