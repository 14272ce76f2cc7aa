from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from look import formats

kilograms = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234567, "1,234,567"), (0, "0"), (-5000, "−5,000"), (Decimal("31.60"), "31.6")],
)
def test_kilograms_are_grouped_and_carry_a_true_minus(value, shown):
    assert formats.kg(value) == shown


@given(kilograms)
def test_tonnes_with_three_places_lose_nothing(value):
    text = formats.tonnes(value).replace(",", "").replace("−", "-")
    assert Decimal(text) * 1000 == value


def test_the_published_total_of_the_egu_2019_meeting_is_shown_with_one_place():
    assert formats.tonnes(Decimal("22302061.2116"), places=1) == "22,302.1"


@pytest.mark.parametrize("function", [formats.kg, formats.tonnes, formats.money, formats.percent])
def test_a_float_is_refused_since_it_may_have_lost_a_digit(function):
    with pytest.raises(TypeError):
        function(0.1)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        formats.number(value)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=9
    )
)
def test_a_number_is_shown_whole_and_without_exponent(value):
    text = formats.number(value)
    assert "E" not in text
    assert Decimal(text.replace(",", "").replace("−", "-")) == value


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_nothing_reads_as_complete_before_it_is(part, whole):
    if part < whole:
        assert formats.percent(Decimal(part) / whole) != "100%"


def test_percent_is_rounded_down():
    assert formats.percent(Decimal("0.67999")) == "67%"
    assert formats.percent(Decimal("0.67999"), places=1) == "67.9%"
    assert formats.percent(1) == "100%"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal("-3"), "−¥3.00"),
        (Decimal("0.005"), "¥0.01"),
        (0, "¥0.00"),
    ],
)
def test_money_has_two_places_and_its_sign_first(value, shown):
    assert formats.money(value) == shown


def test_money_of_another_currency_keeps_its_code():
    assert formats.money(Decimal("12"), "USD") == "USD 12.00"


def test_a_mass_takes_the_unit_that_suits_it():
    assert formats.mass(820, "zh-hans") == "820 千克"
    assert formats.mass(12400, "zh-hant") == "12.400 噸"
    assert formats.mass(12400, "en") == "12.400 t"


@pytest.mark.parametrize(
    ("start", "end", "chinese", "english"),
    [
        ("2026-09-18", "2026-09-18", "2026年9月18日", "18 September 2026"),
        ("2026-09-18", "2026-09-19", "2026年9月18日至19日", "18–19 September 2026"),
        ("2026-09-30", "2026-10-02", "2026年9月30日至10月2日", "30 September – 2 October 2026"),
        (
            "2026-12-31",
            "2027-01-02",
            "2026年12月31日至2027年1月2日",
            "31 December 2026 – 2 January 2027",
        ),
    ],
)
def test_a_range_of_days_repeats_only_what_changes(start, end, chinese, english):
    days = date.fromisoformat(start), date.fromisoformat(end)
    assert formats.date_range(*days, "zh-hans") == chinese
    assert formats.date_range(*days, "en") == english


def test_whole_months_are_named_without_days():
    year = date(2024, 1, 1), date(2024, 12, 31)
    assert formats.month_range(*year, "zh-hans") == "2024年1月至12月"
    assert formats.month_range(*year, "en") == "January–December 2024"
    assert formats.month_range(date(2024, 2, 1), date(2024, 2, 29), "zh-hans") == "2024年2月"
    assert (
        formats.month_range(date(2024, 2, 1), date(2024, 2, 28), "zh-hans") == "2024年2月1日至28日"
    )


def test_a_moment_is_told_in_beijing_and_its_day_too():
    late = datetime(2026, 11, 2, 16, 6, 31, tzinfo=UTC)
    assert formats.stamp(late) == "2026-11-03 00:06:31"
    assert formats.day(late, "zh-hans") == "2026年11月3日"
    with pytest.raises(ValueError, match="time zone"):
        formats.stamp(late.replace(tzinfo=None))


def test_numerals_are_chinese_only_in_chinese():
    assert [formats.numeral(n, "zh-hans") for n in (1, 5, 10, 11, 20, 35, 100)] == [
        "一", "五", "十", "十一", "二十", "三十五", "100",
    ]  # fmt: skip
    assert formats.numeral(3, "en") == "3"


def test_a_hash_is_grouped_and_a_serial_left_alone():
    assert formats.pretty_code("7f3ac0e194bd") == "7f3a c0e1 94bd"
    assert formats.pretty_code("ZH-7K4M-Q2XD-93") == "ZH-7K4M-Q2XD-93"


def test_a_part_of_a_whole_is_rounded_and_coverage_is_not():
    assert formats.share(Decimal("0.0849")) == "8.5%"
    assert formats.share(Decimal("0.91688")) == "91.7%"
    assert formats.percent(Decimal("0.9999")) == "99%"
