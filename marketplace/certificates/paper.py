"""What the paper says, as plain values: everything printed is here, and nothing here can change later."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from math import ceil
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from look.paper.fonts import printable
from marketplace.registry import jurisdictions

BEIJING = ZoneInfo("Asia/Shanghai")
LONGEST_TEXT = 160
ROWS_ON_FIRST_PAGE = 13
MOST_LINES = 300
PURPOSES = {
    "event": ("大型活动", "Event"),
    "office_year": ("机关、单位年度", "Office year"),
    "personal": ("个人", "Personal"),
    "gift": ("赠予", "Gift"),
    "other": ("其他", "Other"),
}

Texts = TypeVar("Texts", "Paper", "PaperLine")


@dataclass(frozen=True)
class PaperLine:
    """Kilograms of one batch that were retired, with their serial numbers (both ends belong to it)."""

    batch: str
    scheme: str
    project_zh: str
    project_en: str
    methodology_zh: str
    methodology_en: str
    monitoring_start: date
    monitoring_end: date
    first: int
    last: int
    kg: int

    @property
    def tonnes(self) -> str:
        """The kilograms as tonnes with three decimals."""
        return tonnes(self.kg)

    @property
    def rows(self) -> int:
        """How many rows of text the batch takes, names in both languages and its serial numbers."""
        project = ceil(len(self.project_zh) / 17) + ceil(len(self.project_en) / 34)
        methodology = ceil(len(self.methodology_zh) / 22) + ceil(len(self.methodology_en) / 44)
        return max(2, project, methodology) + 1

    @property
    def serials(self) -> str:
        """First and last serial number, with grouped thousands."""
        return f"{self.first:,} – {self.last:,}"


@dataclass(frozen=True)
class Paper:
    """One certificate, ready to be set: names as they are printed, quantities in kilograms, UTC times."""

    code: str
    revision: int
    purpose: str
    beneficiary_zh: str
    beneficiary_en: str
    title_zh: str
    title_en: str
    period: str
    owner_zh: str
    owner_en: str
    jurisdiction: str
    kg: int
    lines: tuple[PaperLine, ...]
    retired_at: datetime
    log_origin: str
    log_position: int
    log_size: int
    log_root: str
    address: str
    demo: bool
    beneficiary_code: str = ""
    beneficiary_unverified: bool = False
    owner_unverified: bool = False
    by_number: tuple[str, ...] = ()

    @property
    def tonnes(self) -> str:
        """The kilograms as tonnes with three decimals."""
        return tonnes(self.kg)

    @property
    def kilograms(self) -> str:
        """The kilograms with grouped thousands."""
        return f"{self.kg:,}"

    @property
    def log_entry(self) -> str:
        """The statement's place in the public log, counted from one as people do."""
        return f"{self.log_position + 1:,}"

    @property
    def log_entries(self) -> str:
        """How many entries the log had at the checkpoint that is attached."""
        return f"{self.log_size:,}"

    @property
    def purpose_zh(self) -> str:
        """The purpose in Chinese."""
        return PURPOSES.get(self.purpose, PURPOSES["other"])[0]

    @property
    def purpose_en(self) -> str:
        """The purpose in English."""
        return PURPOSES.get(self.purpose, PURPOSES["other"])[1]

    @property
    def place(self) -> str:
        """Where what is offset was emitted, in both languages."""
        return jurisdictions.in_both(self.jurisdiction)

    @property
    def retired_stamp(self) -> str:
        """The second of the retirement in Shenzhen, with its distance from UTC."""
        return self.retired_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S +08:00")

    @property
    def root_groups(self) -> str:
        """The log's root in groups of eight hexadecimal digits."""
        return " ".join(
            self.log_root[index : index + 8] for index in range(0, len(self.log_root), 8)
        )

    @property
    def fits_first_page(self) -> bool:
        """Whether all batches stand on the first page; else they follow on a schedule of their own."""
        more = sum(
            map(bool, (self.owner_zh or self.owner_en, self.beneficiary_code, self.by_number))
        )
        return sum(line.rows for line in self.lines) + more <= ROWS_ON_FIRST_PAGE

    @property
    def is_roomy(self) -> bool:
        """Whether so little stands on the first page that it can be set more generously."""
        return len(self.lines) == 1 and self.lines[0].rows <= 4

    @property
    def density(self) -> str:
        """How tightly the heart of the paper is set: "", "long" or "longer", by the length of its texts."""
        chinese = len(self.beneficiary_zh) + len(self.title_zh)
        length = chinese + (len(self.beneficiary_en) + len(self.title_en)) // 2
        if length > 200 or max(len(self.beneficiary_zh), len(self.title_zh)) > 60:
            return "longer"
        return "long" if length > 95 or len(self.beneficiary_zh) > 20 else ""

    @property
    def listed(self) -> tuple[PaperLine, ...]:
        """The batches that are printed; the attached statement has all of them."""
        return self.lines[:MOST_LINES]

    @property
    def unlisted(self) -> int:
        """How many batches stand in the attached statement only."""
        return max(0, len(self.lines) - MOST_LINES)


def tonnes(kg: int) -> str:
    """Return kilograms as tonnes with three decimals and grouped thousands: 25000 → "25.000"."""
    return f"{kg // 1000:,}.{kg % 1000:03d}"


def printed(paper: Paper) -> Paper:
    """Return the paper with every text as it can be printed, and what stands there by number.

    Texts are cut at 160 characters (the statement attached has them whole), and characters that
    neither typeface has are named by their code point, so that no reader ever meets an empty box.
    """
    lines, by_number = [], []
    for line in paper.lines[: MOST_LINES + 1]:
        cleaned, missing = _cleaned(line)
        lines.append(cleaned)
        by_number += missing
    whole, missing = _cleaned(replace(paper, lines=(*lines, *paper.lines[MOST_LINES + 1 :])))
    return replace(whole, by_number=tuple(dict.fromkeys([*missing, *by_number])))


def _cleaned(value: Texts) -> tuple[Texts, list[str]]:
    changes: dict[str, Any] = {}
    missing: list[str] = []
    for name, text in _texts(value):
        shown = printable(_cut(text))
        changes[name] = shown.text
        missing += shown.by_number
    return replace(value, **changes), missing


def _texts(value: Paper | PaperLine) -> Iterable[tuple[str, str]]:
    names = (field.name for field in fields(value))
    return ((name, text) for name in names if isinstance(text := getattr(value, name), str))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
