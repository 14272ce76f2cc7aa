"""The workbook to fill in: facts, activities with drop-downs that follow the activity, travel, instructions.

Amounts of a draft are filled in; questions of the form without an amount stand there ready, and count
as nothing of the kind while blank.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from footprint import activities as registry
from footprint import guidelines, inventory, regions
from footprint.activities import ACTIVITIES, Activity
from footprint.guidelines import Guideline
from footprint.inputs import QUALITIES, ActivityInput
from footprint.text import Text, joined
from footprint.travel.template import write_travel_sheet
from footprint.units import UNITS
from footprint.workbook import columns, words
from footprint.workbook.lines import STAGE_NAMES, choices_of, row_of

HEAD_ROW = 3
SPARE_ROWS = 300
_PINE, _PALE, _RULE = "#1D5C46", "#E4EEE8", "#B9C9C0"
_WIDTHS = {"activity": 22, "note": 30, "value": 14, "unit": 14, "option1": 24, "option2": 20, "option3": 20,
           "distance_km": 15, "sharing": 15, "stage": 10, "quality": 12, "source_class": 24,
           "factor": 18, "factor_source": 22}  # fmt: skip


def template(
    form: str,
    *,
    language: str,
    facts: Mapping[str, str],
    entered: Iterable[ActivityInput] = (),
) -> bytes:
    """The XLSX of a form, `event` or `office`, in `zh` or `en`, with what is known filled in.

    `facts` are texts by the ids of `columns.FACTS`; the region is an ISO 3166-2 code.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheets = _Sheets(book, form, language)
    sheets.facts(facts)
    sheets.activities(list(entered))
    if form == "event":
        write_travel_sheet(book, language, samples=False)
    sheets.instructions()
    sheets.lists()
    book.close()
    return out.getvalue()


class _Sheets:
    """Writes the sheets of one workbook in one language."""

    def __init__(self, book: Any, form: str, language: str) -> None:
        self.book, self.form, self.language = book, form, language
        self.guideline: Guideline = guidelines.load(columns.GUIDELINES[form])
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": _PINE})
        self.muted = book.add_format({"font_color": "#5A6B63", "text_wrap": False})
        self.head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": _PINE,
                                     "text_wrap": True, "valign": "vcenter", "border": 1,
                                     "border_color": _RULE})  # fmt: skip
        self.cell = book.add_format({"border": 1, "border_color": _RULE})
        self.asked = book.add_format({"border": 1, "border_color": _RULE, "bg_color": _PALE})
        self.answer = book.add_format({"border": 1, "border_color": _RULE, "bg_color": _PALE,
                                       "align": "left"})  # fmt: skip
        self.label = book.add_format({"bold": True, "border": 1, "border_color": _RULE})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def say(self, text: Text) -> str:
        """The words in the workbook's language."""
        return text.en if self.language == "en" else text.zh

    def sheet(self, name: Text) -> Any:
        """A sheet without grid lines that prints one page wide."""
        sheet = self.book.add_worksheet(self.say(name))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def facts(self, facts: Mapping[str, str]) -> None:
        """The first sheet: what the calculation is of."""
        sheet = self.sheet(Text(*columns.SHEETS[self.form]))
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 44)
        sheet.write(0, 0, self.say(words.TITLES[self.form]), self.title)
        sheet.write(1, 0, self.say(self.guideline.title), self.muted)
        shown = ("title", "days" if self.form == "event" else "year", "participants", "region")
        for number, column in enumerate((self._fact(name) for name in shown), HEAD_ROW):
            value = facts.get(column.id, "")
            if column.id == "region":
                place = regions.PROVINCES.get(value)
                value = self.say(place) if place else ""
                rule = {"validate": "list", "source": f"={_LISTS}!$E$1:$E${len(regions.PROVINCES)}"}
                sheet.data_validation(number, 1, number, 1, rule)
            sheet.write(number, 0, getattr(column, self.language), self.label)
            _write(sheet, number, 1, value, self.answer)
        for number, line in enumerate(words.FIRST_STEPS[self.form], HEAD_ROW + 6):
            sheet.write(number, 0, self.say(line), self.muted)

    def activities(self, entered: Sequence[ActivityInput]) -> None:
        """The main sheet: one row for each amount."""
        sheet = self.sheet(words.ACTIVITIES_SHEET)
        sheet.write(0, 0, self.say(words.ACTIVITIES_SHEET), self.title)
        sheet.write(1, 0, self.say(words.ACTIVITIES_HINT), self.muted)
        sheet.set_row(HEAD_ROW, 32)
        for at, column in enumerate(columns.ACTIVITIES):
            sheet.set_column(at, at, _WIDTHS[column.id])
            sheet.write(HEAD_ROW, at, getattr(column, self.language), self.head)
        rows = self._rows(entered)
        for number, row in enumerate(rows, HEAD_ROW + 1):
            for at, column in enumerate(columns.ACTIVITIES):
                style = (
                    self.asked if column.id in ("value", "distance_km", "sharing") else self.cell
                )
                _write(sheet, number, at, row.get(column.id, ""), style)
        self._drop_downs(sheet, HEAD_ROW + 1, HEAD_ROW + len(rows) + SPARE_ROWS)
        sheet.freeze_panes(HEAD_ROW + 1, 2)

    def instructions(self) -> None:
        """Units, rules, and where the numbers come from."""
        sheet = self.sheet(words.INSTRUCTIONS_SHEET)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 90)
        sheet.write(0, 0, self.say(words.INSTRUCTIONS_SHEET), self.title)
        at = 2
        for line in words.RULES[self.form]:
            sheet.write(at, 0, self.say(line))
            at += 1
        at += 1
        for position, head in enumerate(words.TABLE_HEAD):
            sheet.write(at, position, self.say(head), self.head)
        for activity in self._offered():
            at += 1
            units = joined([UNITS[code].name for code in activity.units])
            sheet.write(at, 0, self.say(activity.name), self.wrapped)
            sheet.write(at, 1, self.say(units), self.wrapped)
            sheet.write(at, 2, "; ".join(choices_of(activity, self.language)), self.wrapped)

    def lists(self) -> None:
        """The hidden sheet: version, and what the drop-downs offer."""
        sheet = self.book.add_worksheet(_LISTS)
        for at, text in enumerate((columns.MARK, columns.VERSION, self.form)):
            sheet.write(0, at, text)
        for number, name in enumerate(regions.PROVINCES.values()):
            sheet.write(number, 4, self.say(name))
        for number, activity in enumerate(self._offered()):
            sheet.write(number, 5, self.say(activity.name))
            sheet.write(number, 6, activity.id)
            at = 10 + 2 * number
            units = [self.say(UNITS[code].name) for code in activity.units]
            self._named(sheet, f"u_{activity.id}", at, units)
            self._named(sheet, f"o_{activity.id}", at + 1, choices_of(activity, self.language))
        sheet.very_hidden()

    def _named(self, sheet: Any, name: str, at: int, items: list[str]) -> None:
        """A named column of the hidden sheet; one blank where there is nothing to choose."""
        for number, item in enumerate(items):
            sheet.write(number, at, item)
        letters = xl_col_to_name(at)
        self.book.define_name(name, f"={_LISTS}!${letters}$1:${letters}${max(len(items), 1)}")

    def _drop_downs(self, sheet: Any, first: int, last: int) -> None:
        at = {column.id: number for number, column in enumerate(columns.ACTIVITIES)}
        offered = len(self._offered())
        activity = f"$A{first + 1}"
        code = f"VLOOKUP({activity},{_LISTS}!$F$1:$G${offered},2,FALSE)"
        sources: dict[str, Any] = {
            "activity": f"={_LISTS}!$F$1:$F${offered}",
            "unit": f'=INDIRECT("u_"&{code})',
            **{f"option{number}": f'=INDIRECT("o_"&{code})' for number in (1, 2, 3)},
            "stage": [self.say(name) for name in STAGE_NAMES.values()],
            "quality": [self.say(name) for name in QUALITIES.values()],
        }
        for name, source in sources.items():
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(first, at[name], last, at[name], rule)
        number = {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
        for name in ("value", "distance_km", "sharing", "factor"):
            sheet.data_validation(first, at[name], last, at[name], number)

    def _rows(self, entered: Sequence[ActivityInput]) -> list[dict[str, str]]:
        """The form's questions in their order, filled in where the draft has them; then the rest."""
        by_question = {item.label: item for item in entered}
        rows: list[dict[str, str]] = []
        for question_id, blank in questions(self.form):
            row = self._row(by_question.pop(question_id, blank))
            rows.append({**row, "value": "" if row["value"] == "0" else row["value"]})
        rest = [item for item in entered if item.label in by_question]
        return rows + [self._row(item) for item in rest]

    def _row(self, entered: ActivityInput) -> dict[str, str]:
        return row_of(entered, language=self.language, guideline=self.guideline)

    def _offered(self) -> list[Activity]:
        """The activities that the guideline has a class for."""
        known = {name for item in self.guideline.classes for name in (*item.activities, *item.also)}
        return [item for item in ACTIVITIES.values() if item.id in known - {"custom"}]

    def _fact(self, name: str) -> Any:
        return next(column for column in columns.FACTS if column.id == name)


_LISTS = "_zhonghe"
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_EXACT_DIGITS = 15


def questions(form: str) -> list[tuple[str, ActivityInput]]:
    """The form's questions and journeys as activities of nothing, by the label their lines carry."""
    found: list[tuple[str, ActivityInput]] = []
    for section in inventory.sections(form):
        for question in section.questions:
            item = ActivityInput(question.activity, Decimal(0), question.unit, options=question.options,
                                 stage=question.stage, source_class=question.source_class)  # fmt: skip
            found.append((f"{form}:{question.id}", item))
        for journey in section.journeys:
            options = {**journey.options, registry.TRIP.id: "return"}
            item = ActivityInput(
                journey.activity, Decimal(0), "person", options=options, stage="hold"
            )
            found.append((f"{form}:{journey.id}", item))
    return [(label, replace(item, label=label)) for label, item in found]


def _write(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """A number as a number, anything else as text."""
    if _NUMBER.fullmatch(text) and len(text) <= _EXACT_DIGITS:
        sheet.write_number(row, column, float(text), style)
    else:
        sheet.write_string(row, column, text, style)
