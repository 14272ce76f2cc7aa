"""Whether a credit may be used under a guideline: eligible, not, or unclear, each with its reason and source. Pure.

The rules are data (``eligibility_rules.toml``): a guideline asks questions, a question has rules, and the first rule
whose condition holds answers it. Where no rule answers, the source says nothing and the answer is *unclear*, in words;
so it is where the document that answers is no longer in force. The worst answer is the verdict. Nothing here guesses.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

RULES_FILE = Path(__file__).with_name("eligibility_rules.toml")
_CONDITIONS = frozenset(
    {"credit_type", "scheme", "level", "country", "region", "methodology", "status", "other_type"}
    | {"outside_country", "vintage_ended_before", "older_than_years"}
)
# Conditions that a known fact meets by being none of these.
_OTHER = {"other_type": "credit_type", "outside_country": "country"}


class Outcome(StrEnum):
    """What may be said of a credit under a guideline, best first."""

    ELIGIBLE = "eligible"
    UNCLEAR = "unclear"
    NOT = "not"


_WORSE = {Outcome.ELIGIBLE: 0, Outcome.UNCLEAR: 1, Outcome.NOT: 2}


@dataclass(frozen=True)
class Credit:
    """The facts of a credit. ``region`` is ISO 3166-2; ``level`` is who recognized it: national, provincial, city."""

    credit_type: str
    scheme: str
    methodology: str
    vintage_start: date
    vintage_end: date
    status: str = "active"
    region: str = ""
    level: str = ""

    @property
    def country(self) -> str:
        """The ISO 3166-1 code of where the credit comes from, or nothing where that is not known."""
        return self.region[:2]


@dataclass(frozen=True)
class Document:
    """Where a rule is written. ``grade``: A the issuer's text, B a faithful copy, C a report, D from memory."""

    id: str
    title_zh: str
    title_en: str
    number: str = ""
    url: str = ""
    published: str = ""
    valid_until: date | None = None


@dataclass(frozen=True)
class Rule:
    """One sentence of a document, as a condition and what it means for a credit that meets it."""

    id: str
    outcome: Outcome
    when: Mapping[str, Any]
    words_zh: str
    words_en: str
    document: Document
    clause_zh: str
    clause_en: str
    grade: str
    rank: int = 0


@dataclass(frozen=True)
class Question:
    """One thing that a guideline asks of a credit, and what is said where no rule answers."""

    id: str
    name_zh: str
    name_en: str
    rules: Sequence[Rule]
    silent_zh: str
    silent_en: str
    document: Document


@dataclass(frozen=True)
class Guideline:
    """The credit rules of one guideline; ``id`` is its own, such as ``mee-2019-19``; ``local``: one place's rules."""

    id: str
    name_zh: str
    name_en: str
    note_zh: str
    note_en: str
    local: bool
    questions: Sequence[Question]


@dataclass(frozen=True)
class RuleSet:
    """All rules of one version, and what they know of the schemes."""

    id: str
    published: date
    guidelines: Mapping[str, Guideline]
    schemes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Reason:
    """One answer with its source; works with ``|localname`` (stems: name, words, clause)."""

    question: str
    outcome: Outcome
    name_zh: str
    name_en: str
    words_zh: str
    words_en: str
    rule: str
    clause_zh: str
    clause_en: str
    document: Document
    grade: str


@dataclass(frozen=True)
class Verdict:
    """What a guideline says of a credit: the worst of its reasons, worst first. ``rank`` is its place in an order."""

    outcome: Outcome
    guideline: Guideline
    reasons: Sequence[Reason]
    rank: int
    rule_set: str

    @property
    def deciding(self) -> Reason:
        """The reason that decided."""
        return self.reasons[0]


def judge(credit: Credit, guideline: Guideline, *, on: date, rule_set: str = "") -> Verdict:
    """Return the verdict on a credit under a guideline on a day."""
    answers = [_answer(question, credit, on) for question in guideline.questions]
    reasons = sorted((reason for reason, _rank in answers), key=lambda r: -_WORSE[r.outcome])
    return Verdict(
        outcome=reasons[0].outcome,
        guideline=guideline,
        reasons=tuple(reasons),
        rank=max(rank for _reason, rank in answers),
        rule_set=rule_set,
    )


def _answer(question: Question, credit: Credit, on: date) -> tuple[Reason, int]:
    """Return the first rule's answer and its rank; where none applies, that the source is silent."""
    rule = next((each for each in question.rules if _holds(each.when, credit, on)), None)
    if rule is None:
        silent = (question.silent_zh, question.silent_en)
        return _reason(question, Outcome.UNCLEAR, silent, question.document), 0
    until = rule.document.valid_until
    if until is not None and on >= until and rule.outcome is Outcome.ELIGIBLE:
        lapsed = (
            f"{rule.words_zh}但该文件已于 {until:%Y-%m-%d} 到期，是否续行请查证。",
            f"{rule.words_en} But that document lapsed on {until:%Y-%m-%d}: check whether it was renewed.",
        )
        return _reason(question, Outcome.UNCLEAR, lapsed, rule.document, rule), rule.rank
    words = (rule.words_zh, rule.words_en)
    return _reason(question, rule.outcome, words, rule.document, rule), rule.rank


def _reason(
    question: Question,
    outcome: Outcome,
    words: tuple[str, str],
    document: Document,
    rule: Rule | None = None,
) -> Reason:
    return Reason(
        question=question.id,
        outcome=outcome,
        name_zh=question.name_zh,
        name_en=question.name_en,
        words_zh=words[0],
        words_en=words[1],
        rule=rule.id if rule else "",
        clause_zh=rule.clause_zh if rule else "",
        clause_en=rule.clause_en if rule else "",
        document=document,
        grade=rule.grade if rule else "",
    )


def _holds(when: Mapping[str, Any], credit: Credit, on: date) -> bool:
    """Say whether every part of a condition holds; an unknown fact meets no condition on it."""
    for name, wanted in when.items():
        if name == "vintage_ended_before":
            holds = credit.vintage_end < wanted
        elif name == "older_than_years":
            holds = years_after(credit.vintage_end, wanted) < on
        elif name in _OTHER:
            fact = getattr(credit, _OTHER[name])
            holds = bool(fact) and fact not in wanted
        else:
            holds = getattr(credit, name) in wanted
        if not holds:
            return False
    return True


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@lru_cache(maxsize=1)
def current() -> RuleSet:
    """Return the rules in force."""
    return parse(tomllib.loads(RULES_FILE.read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> RuleSet:
    """Return a rule set from its data. Raises ValueError for a condition or document that nothing knows."""
    documents = {row["id"]: Document(**row) for row in data["document"]}
    return RuleSet(
        id=data["id"],
        published=data["published"],
        guidelines={row["id"]: _guideline(row, documents) for row in data["guideline"]},
        schemes={row["code"]: row for row in data["scheme"]},
    )


def _guideline(row: Mapping[str, Any], documents: Mapping[str, Document]) -> Guideline:
    words = {name: row.get(name, "") for name in ("name_zh", "name_en", "note_zh", "note_en")}
    return Guideline(
        id=row["id"],
        local=row.get("local", False),
        questions=tuple(_questions(row["question"], documents)),
        **words,
    )


def _questions(
    rows: Iterable[Mapping[str, Any]], documents: Mapping[str, Document]
) -> Iterable[Question]:
    for row in rows:
        yield Question(
            id=row["id"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            rules=tuple(_rule(each, documents) for each in row.get("rule", ())),
            silent_zh=row["silent_zh"],
            silent_en=row["silent_en"],
            document=_document(row["document"], documents),
        )


def _rule(row: Mapping[str, Any], documents: Mapping[str, Document]) -> Rule:
    when = row["when"]
    if unknown := set(when) - _CONDITIONS:
        raise ValueError(f"{row['id']}: nothing is known of {', '.join(sorted(unknown))}")
    return Rule(
        id=row["id"],
        outcome=Outcome(row["outcome"]),
        when=when,
        words_zh=row["words_zh"],
        words_en=row["words_en"],
        document=_document(row["document"], documents),
        clause_zh=row.get("clause_zh", ""),
        clause_en=row.get("clause_en", ""),
        grade=row["grade"],
        rank=row.get("rank", 0),
    )


def _document(name: str, documents: Mapping[str, Document]) -> Document:
    if name not in documents:
        raise ValueError(f"{name} is no document of the rule set")
    return documents[name]
