"""A plan beside what happened: its levers, earlier calculations, the organization's other events and years."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from events.claims import Subject
from events.models import Event, OfficeYear, ReductionAction
from footprint import visibility
from footprint.differences import Comparison
from footprint.lever_list import LEVERS
from footprint.visibility import Listed

OTHERS = 8


@dataclass(frozen=True)
class LeverEffect:
    """An action of the plan, and what its lines came to: actual less planned, in kilograms.

    The difference of the lines has many causes; it is set beside the lever, not credited to it.
    """

    action: ReductionAction
    difference: Decimal | None


@dataclass(frozen=True)
class Other:
    """Another event or year of the organization with a footprint that stands."""

    subject: Event | OfficeYear
    listed: Listed


def effects(actions: Iterable[ReductionAction], comparison: Comparison | None) -> list[LeverEffect]:
    """The plan's actions, each with the difference of the lines its lever acts on."""
    return [LeverEffect(action, _difference(action, comparison)) for action in actions]


def others(subject: Subject) -> list[Other]:
    """Other subjects of the same kind and organization, latest first; what was measured before what was planned."""
    found = _alike(subject)
    refs = {item.ref: item for item in found}
    best: dict[str, Listed] = {}
    for listed in visibility.of_subjects(refs):
        if listed.stands and (listed.subject_ref not in best or listed.kind == "actual"):
            best[listed.subject_ref] = listed
    return [Other(item, best[ref]) for ref, item in refs.items() if ref in best]


def _alike(subject: Subject) -> list[Event] | list[OfficeYear]:
    model = Event if isinstance(subject, Event) else OfficeYear
    rows = model.objects.filter(organization=subject.organization_id).exclude(pk=subject.pk)
    return list(rows[:OTHERS])


def _difference(action: ReductionAction, comparison: Comparison | None) -> Decimal | None:
    change = LEVERS.get(action.lever)
    if change is None or comparison is None:
        return None
    lines = [
        line
        for group in comparison.classes
        for line in group.lines
        for side in (line.b or line.a,)
        if side is not None and change.watches(side.key[2], side.options)
    ]
    return sum((line.difference for line in lines), Decimal(0)) if lines else None
