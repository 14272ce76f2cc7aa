"""The verbs of an event's and an office year's workspace; claims and declarations have their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from events.errors import EventError
from events.models import BoundaryChoice, Event, OfficeYear, ReductionAction
from footprint.levers import Lever
from marketplace import clock


@dataclass(frozen=True)
class EventFacts:
    """What an organizer states about an event; names in Chinese are required, in English wished."""

    name_zh: str
    starts_on: date
    ends_on: date
    participants: int
    name_en: str = ""
    venue_zh: str = ""
    venue_en: str = ""
    region: str = "CN-GD"


@dataclass(frozen=True)
class Choice:
    """One source class at one stage, in or out; out needs a reason."""

    source_class: str
    stage: str
    included: bool
    reason: str = ""


@dataclass(frozen=True)
class Action:
    """One reduction action and what it is expected to save, in kg CO2e."""

    text: str
    saves_kg: int | None = None
    done: bool = False
    lever: str = ""


@transaction.atomic
def create_event(
    *, organization: Organization, facts: EventFacts, actor: User, is_demo: bool = False
) -> Event:
    """Store a new event of an organization."""
    return Event.objects.create(
        organization=organization,
        created_by=actor,
        created_at=clock.now(),
        is_demo=is_demo,
        **_columns(facts),
    )


@transaction.atomic
def change_event(event: Event, *, facts: EventFacts) -> None:
    """Change what is stated, until the declaration is out. Raises EventError ``declared``."""
    changed = _open(event).update(**_columns(facts))
    if not changed:
        raise _declared()


@transaction.atomic
def set_boundary(event: Event, *, choices: Iterable[Choice]) -> None:
    """Replace the boundary whole. Raises EventError ``declared``, ``reason_missing``, ``nothing_inside``."""
    wanted = list(choices)
    _lock(event)
    if not any(choice.included and choice.stage == "hold" for choice in wanted):
        raise EventError(
            "nothing_inside",
            _("At least one class of the event itself must be inside the boundary."),
        )
    if any(not choice.included and not choice.reason.strip() for choice in wanted):
        raise EventError("reason_missing", _("A class that is left out needs a reason."))
    BoundaryChoice.objects.filter(event=event).delete()
    BoundaryChoice.objects.bulk_create(
        BoundaryChoice(
            event=event,
            source_class=choice.source_class,
            stage=choice.stage,
            included=choice.included,
            reason="" if choice.included else choice.reason.strip(),
        )
        for choice in wanted
    )


@transaction.atomic
def set_actions(event: Event, *, actions: Iterable[Action]) -> None:
    """Replace the list of reduction actions; one from a lever stays the lever's. Raises EventError ``declared``."""
    _lock(event)
    known = {row.lever: row for row in event.actions.exclude(lever="")}
    ReductionAction.objects.filter(event=event).delete()
    ReductionAction.objects.bulk_create(
        _action(event, action, known.pop(action.lever, None)) for action in actions
    )


@transaction.atomic
def choose_levers(event: Event, *, chosen: Iterable[Lever]) -> None:
    """Put priced levers into the plan, each once; one chosen again takes its new share and saving.

    A lever that is no longer chosen leaves the plan unless it is done. Raises EventError ``declared``.
    """
    _lock(event)
    wanted = {lever.id: lever for lever in chosen}
    from_levers = ReductionAction.objects.filter(event=event).exclude(lever="")
    from_levers.filter(done=False).exclude(lever__in=wanted).delete()
    for lever in wanted.values():
        ReductionAction.objects.update_or_create(
            event=event,
            lever=lever.id,
            defaults={
                "text": lever.action.zh,
                "text_en": lever.action.en,
                "saves_kg": lever.saves_kg,
                "share": lever.share,
            },
        )


@transaction.atomic
def publish_plan(event: Event, *, has_estimate: bool, now: datetime | None = None) -> None:
    """Make the plan public: boundary, estimate, at least one action; after the event began it counts as late.

    Raises EventError ``plan_incomplete`` naming what is missing, ``declared``.
    """
    _lock(event)
    missing = []
    if not event.boundary.exists():
        missing.append(_("the boundary"))
    if not has_estimate:
        missing.append(_("an estimate"))
    if not event.actions.exists():
        missing.append(_("at least one reduction action"))
    if missing:
        raise EventError(
            "plan_incomplete", _("Still missing: %(what)s.") % {"what": _join(missing)}
        )
    Event.objects.filter(pk=event.pk, plan_published_at=None).update(
        plan_published_at=now or clock.now()
    )


@transaction.atomic
def create_office_year(
    *, organization: Organization, year: int, region: str, actor: User, is_demo: bool = False
) -> OfficeYear:
    """Store an organization's year. Raises EventError ``year_exists``, ``year_not_over``."""
    now: datetime = clock.now()
    if year > now.year:
        raise EventError("year_not_over", _("That year has not begun."))
    try:
        with transaction.atomic():
            return OfficeYear.objects.create(
                organization=organization,
                year=year,
                region=region,
                created_by=actor,
                created_at=now,
                is_demo=is_demo,
            )
    except IntegrityError as error:
        raise EventError("year_exists", _("This year is there already.")) from error


def _action(event: Event, action: Action, known: ReductionAction | None) -> ReductionAction:
    """A row for an action; words that were not changed keep their other language."""
    row = ReductionAction(event=event, text=action.text, saves_kg=action.saves_kg, done=action.done)
    if known is not None:
        row.lever, row.share = known.lever, known.share
        if action.text in (known.text, known.text_en):
            row.text, row.text_en = known.text, known.text_en
    return row


def _columns(facts: EventFacts) -> Mapping[str, object]:
    return {
        "name_zh": facts.name_zh,
        "name_en": facts.name_en,
        "venue_zh": facts.venue_zh,
        "venue_en": facts.venue_en,
        "region": facts.region,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "participants": facts.participants,
    }


def _open(event: Event) -> QuerySet[Event]:
    return Event.objects.filter(pk=event.pk, declaration=None)


def _lock(event: Event) -> None:
    """Take the event's row, so that two people's changes follow one another."""
    if not Event.objects.select_for_update().filter(pk=event.pk).exists():
        raise _declared()
    if hasattr(event, "declaration"):
        raise _declared()


def _declared() -> EventError:
    return EventError(
        "declared", _("The declaration is public; what it rests on can't be changed any more.")
    )


def _join(words: list[str]) -> str:
    return _(", ").join(words)
