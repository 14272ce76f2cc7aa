"""What is wrong with a cell: which column, why, and the likely fix; and numbers read from cells. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from footprint import numbers
from footprint.errors import CalculationError
from footprint.files.cells import MERGED, NO_VALUE, shown
from footprint.text import Text

_DATE_LIKE = re.compile(
    r"\d{4}[-/年]\d{1,2}月?([-/]?\d{1,2}日?)?|\d{4}\.\d{1,2}\.\d{1,2}|\d{1,2}[-/月]\d{1,2}日?"
)
_WITH_UNIT = re.compile(r"[约~≈]?\s*([0-9０-９][0-9０-９,，.]*)\s*[^\d\s.,，eE+-]{1,12}")


class CellError(CalculationError):
    """A cell that cannot be read; `field` is the column's id."""


def problem(column: str, code: str, zh: str, en: str) -> CellError:
    """What is wrong with a cell of this column."""
    return CellError(code, Text(zh, en), field=column)


def readable(text: str, column: str) -> str:
    """The text of a cell; raises CellError for a formula without value and for a merged cell."""
    if not text.startswith("\x00"):
        return text
    if text == NO_VALUE:
        raise problem(
            column,
            "formula_without_value",
            "公式没有保存结果。请在 Excel 中打开并保存一次，或改填数值。",
            "The formula has no stored value. Open and save the file in Excel, or type the value.",
        )
    if text.startswith(MERGED):
        span = text[len(MERGED) :]
        raise problem(column, "merged_cells",
                      f"单元格 {span} 已合并。请取消合并，并在每一行填写。",
                      f"The cells {span} are merged. Unmerge them and fill in every row.")  # fmt: skip
    raise _date(shown(text), column)


def number(text: str, column: str) -> Decimal:
    """The number a cell holds; raises CellError that says what it holds instead."""
    text = readable(text, column)
    try:
        return numbers.parse(text, field=column)
    except CalculationError as error:
        if _DATE_LIKE.fullmatch(text):
            raise _date(text, column) from error
        raise _explained(error, text, column) from error


def _date(text: str, column: str) -> CellError:
    return problem(column, "date_in_number",
                   f"这里应填数字，而单元格是日期或时间（{text[:30]}）。请将格式改为“常规”并重新填写数字。",
                   f"A number is needed, but the cell is a date or time ({text[:30]}). "
                   "Set its format to General and type the number again.")  # fmt: skip


def _explained(error: CalculationError, text: str, column: str) -> CellError:
    """The sentence of the number reader, with what stands there and what was probably meant."""
    if error.code == "required":
        return CellError(error.code, error.message, field=column)
    likely = _WITH_UNIT.fullmatch(text) if error.code == "not_a_number" else None
    zh, en = f"（现为“{text[:20]}”）", f" (it says “{text[:20]}”)"
    if likely:
        zh += f"是不是 {likely[1]}？单位不要写在数字里。"
        en += f" Did you mean {likely[1]}? Leave the unit out of the cell."
    elif error.code == "precision_exceeded":
        zh += "请四舍五入，例如用 ROUND 函数保留两位小数。"
        en += " Round it, for example to two decimals with ROUND."
    message = Text(f"{error.message.zh.rstrip('。')}{zh}", f"{error.message.en.rstrip('.')}{en}")
    return CellError(error.code, message, field=column)
