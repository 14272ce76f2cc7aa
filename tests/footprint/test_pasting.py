"""Columns pasted from a spreadsheet into a site's table."""

import pytest

from footprint import pasting
from footprint.errors import CalculationError

SHOWN = ("electricity", "water")


def table(text: str, periods: int = 12) -> dict[str, tuple[str, ...]]:
    return pasting.table(text, shown=SHOWN, periods=periods)


def refusal(text: str, periods: int = 12) -> CalculationError:
    with pytest.raises(CalculationError) as refused:
        table(text, periods)
    return refused.value


def test_columns_come_in_the_order_of_the_table():
    assert table("1\t2\r\n3\t4\r\n", 4) == {
        "electricity": ("1", "3", "", ""), "water": ("2", "4", "", ""),
    }  # fmt: skip


def test_one_column_is_the_first_of_the_table():
    assert table("1\n2", 4) == {"electricity": ("1", "2", "", "")}


def test_a_column_of_month_names_is_passed_over():
    assert table("1月\t１，０００\t2\n2月\t5\t", 4)["electricity"] == ("1000", "5", "", "")


def test_names_in_the_first_row_say_which_column_is_which():
    found = table("月份\t自来水（立方米）\t备注\tElectricity (kWh)\n1月\t7\t-\t9", 4)
    assert found == {"water": ("7", "", "", ""), "electricity": ("9", "", "", "")}


def test_blank_cells_stay_missing():
    assert table("1\t\n\t2", 4)["electricity"] == ("1", "", "", "")


def test_a_row_of_sums_is_refused():
    assert refusal("\n".join("1" for _month in range(13))).code == "too_many_rows"


def test_too_many_columns_are_refused():
    assert refusal("1\t2\t3\t4").code == "too_many_columns"


@pytest.mark.parametrize("wrong", ["=SUM(A1:A12)", "-5", "1e9", "#REF!"])
def test_a_cell_that_is_no_amount_is_named_by_row_and_column(wrong):
    error = refusal(f"1\t2\n{wrong}\t4")
    assert error.field == "paste" and "Row 2, column 1" in error.message.en
