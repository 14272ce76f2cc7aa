"""What happened under a case, one line a happening, oldest first: what a reader of its file asks first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.queries import person_name
from marketplace.registry.models import Freeze
from marketplace.supervision import freeze_names, words
from marketplace.supervision.models import Case

# Told with their texts by the notes and the freezes themselves.
_TOLD = ("case_note", "frozen", "freeze_confirmed", "released")


@dataclass(frozen=True)
class Happening:
    """One line of the trail. ``at`` is an aware time; ``who`` names everybody who stands behind it."""

    at: datetime
    what: Any
    who: str
    text: str = ""


def of(case: Case) -> list[Happening]:
    """Return the trail of a case."""
    return sorted([*_acts(case), *_notes(case), *_freezes(case)], key=lambda each: each.at)


def _acts(case: Case) -> Iterator[Happening]:
    texts = {"case_opened": case.reason, "case_closed": case.finding}
    for row in case.acts.select_related("actor").exclude(kind__in=_TOLD):
        name = person_name(row.actor)
        yield Happening(row.at, words.deed(row.kind), name, texts.get(row.kind, ""))


def _notes(case: Case) -> Iterator[Happening]:
    for row in case.notes.select_related("author"):
        yield Happening(row.at, words.deed("case_note"), person_name(row.author), row.text)


def _freezes(case: Case) -> Iterator[Happening]:
    rows = case.freezes.select_related("freeze__requested_by", "freeze__approved_by")
    views = freeze_names.views(Freeze.objects.filter(case_freeze__case=case))
    said = {view.id: view for view in views}
    for row in rows:
        act, view = row.freeze, said[row.freeze_id]
        people = [act.requested_by, act.approved_by]
        about = f"{view.batch or view.account or view.listing} {view.target_zh} {view.target_en}"
        kg = "" if view.kg is None else f"{view.kg:,} kg"
        text = [about.strip(), kg, row.reason, view.public]
        who = ", ".join(person_name(each) for each in people if each)
        yield Happening(row.freeze.at, view.act_label, who, " · ".join(filter(None, text)))
