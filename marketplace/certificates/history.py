"""A certificate's revisions side by side: what each one's hash and place in the log is, and what it changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from marketplace import canonical
from marketplace.certificates import contents
from marketplace.registry import disclosures
from marketplace.registry.models import LogEntry, Statement

WORDS: dict[str, Any] = {
    "title_zh": gettext_lazy("Title in Chinese"),
    "title_en": gettext_lazy("Title in English"),
    "beneficiary_zh": gettext_lazy("Beneficiary's Chinese name"),
    "beneficiary_en": gettext_lazy("Beneficiary's English name"),
}


@dataclass(frozen=True)
class Change:
    """One wording, before and after; empty where it was erased or not there."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Revision:
    """One revision: both hashes of a correction are those of its line and of the line before."""

    number: int
    at: datetime
    sha256: str
    pdf_sha256: str
    entry: int | None
    changes: tuple[Change, ...]
    names: bool
    """Whether it only names a person who was under a pseudonym before: nothing was wrong."""


def revisions(code: str) -> tuple[Revision, ...]:
    """Return every revision under a code, the first one first."""
    rows = list(
        Statement.objects.filter(code=code)
        .order_by("revision")
        .values_list("revision", "at", "body", "leaf_id", "file__sha256")
    )
    bodies = [canonical.loads(bytes(row[2])) for row in rows]
    texts = disclosures.texts(digest for body in bodies for digest in disclosures.digests_in(body))
    places = dict(
        LogEntry.objects.filter(leaf__in=[row[3] for row in rows]).values_list("leaf", "position")
    )
    said = [_said(body, texts) for body in bodies]
    return tuple(
        Revision(
            number=number,
            at=at,
            sha256=canonical.sha256(bytes(body)),
            pdf_sha256=pdf or "",
            entry=places[leaf] + 1 if leaf in places else None,
            changes=_changes(said[index - 1], said[index]) if index else (),
            names=bool(index) and _names(bodies[index - 1], bodies[index]),
        )
        for index, (number, at, body, leaf, pdf) in enumerate(rows)
    )


def _said(body: dict[str, Any], texts: dict[str, str]) -> dict[str, str]:
    name = contents.name(body["beneficiary"], texts)
    return {
        "title_zh": contents.said(body["claim"]["title_zh"], texts),
        "title_en": contents.said(body["claim"]["title_en"], texts),
        "beneficiary_zh": name.zh,
        "beneficiary_en": name.en,
    }


def _names(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a statement gives a name to a beneficiary that bore a pseudonym, and says nothing else anew."""
    unnamed = "name_zh" not in before["beneficiary"] and "name_zh" in after["beneficiary"]
    return unnamed and before["claim"] == after["claim"]


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(WORDS[key], before[key], after[key]) for key in WORDS if before[key] != after[key]
    )
