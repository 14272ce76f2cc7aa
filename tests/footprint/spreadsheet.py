"""A spreadsheet's formulas, computed in exact decimals: as much of the language as our workings use."""

import io
import re
from decimal import ROUND_HALF_UP, Decimal

import openpyxl

from footprint.numbers import EXACT

_TOKEN = re.compile(
    r"(?P<function>ROUND|SUMPRODUCT|SUM)\(|(?P<cell>(?:'[^']+'!)?\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<text>\"[^\"]*\")|(?P<sign>[-+*/(),=])"
)


class Spreadsheet:
    """A workbook's bytes: cells as written, and cells as they compute."""

    def __init__(self, content: bytes) -> None:
        self.written = openpyxl.load_workbook(io.BytesIO(content))
        self.cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)

    def cells(self, reference: str, sheet: str) -> list[object]:
        """The values of a cell or a range, formulas computed."""
        name, _mark, place = reference.rpartition("!")
        sheet = name.strip("'") or sheet
        found = self.written[sheet][place.replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        return [self.value(cell.value, sheet) for row in rows for cell in row]

    def value(self, written: object, sheet: str) -> object:
        """What a cell comes to; numbers as decimals."""
        if isinstance(written, str) and written.startswith("="):
            return _Formula(self, sheet, written[1:]).sum()
        if isinstance(written, (int, float)):
            return Decimal(str(written))
        return written


class _Formula:
    def __init__(self, book: Spreadsheet, sheet: str, text: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens = list(_TOKEN.finditer(text))
        assert "".join(token.group() for token in self.tokens) == text, text

    def peek(self) -> str:
        return self.tokens[0].group() if self.tokens else ""

    def sum(self) -> Decimal:
        total = self.product()
        while self.peek() in ("+", "-"):
            do = EXACT.add if self.tokens.pop(0).group() == "+" else EXACT.subtract
            total = do(total, self.product())
        return total

    def product(self) -> Decimal:
        result = self.atom()
        while self.peek() in ("*", "/"):
            do = EXACT.multiply if self.tokens.pop(0).group() == "*" else EXACT.divide
            result = do(result, self.atom())
        return result

    def atom(self) -> Decimal:
        token = self.tokens.pop(0)
        if token["number"]:
            return Decimal(token["number"])
        if token["cell"]:
            (value,) = self.book.cells(token["cell"], self.sheet)
            return value
        inside = {"ROUND": self.round, "SUM": self.total, "SUMPRODUCT": self.where}.get(
            token["function"] or "", self.sum
        )()
        assert self.tokens.pop(0).group() == ")"
        return inside

    def round(self) -> Decimal:
        value = self.sum()
        assert self.tokens.pop(0).group() == ","
        places = Decimal(1).scaleb(-int(self.tokens.pop(0).group()))
        return value.quantize(places, rounding=ROUND_HALF_UP, context=EXACT)

    def total(self) -> Decimal:
        return sum(self.book.cells(self.tokens.pop(0).group(), self.sheet), Decimal(0))

    def where(self) -> Decimal:
        _open, where, _is, what, _close, _times, summed = (
            self.tokens.pop(0).group() for _ in range(7)
        )
        named = self.book.cells(where, self.sheet)
        amounts = self.book.cells(summed, self.sheet)
        wanted = what.strip('"')
        return sum(
            (kg for name, kg in zip(named, amounts, strict=True) if name == wanted), Decimal(0)
        )
