"""What the pages of a subject show, as the look's frozen parts: task list, coverage bar, deadlines, boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.models import BoundaryChoice, Declaration, Event, OfficeYear
from events.queries import Steps
from events.rules import Coverage, local_day, years_after
from footprint import guidelines
from footprint.inputs import QUALITIES
from footprint.text import Text
from look.formats import tonnes
from look.parts import Segment, Tally, Task
from look.templatetags.look import localname, percent


@dataclass(frozen=True)
class Deadline:
    """By when offsetting must be complete, with the rule that says so."""

    credits: Any
    on: date
    clause: Text


@dataclass(frozen=True)
class BoundaryLine:
    """A source class with its stages: in, or out and why."""

    name: Text
    number: str
    choices: Sequence[BoundaryChoice]


def coverage(coverage: Coverage) -> Tally | None:
    """The bar: retired, held, still open if anything is, of what was measured. None while nothing was measured."""
    if coverage.measured_kg is None:
        return None
    retired = min(coverage.retired_kg, coverage.measured_kg)
    on_its_way = [Segment(_("Waiting in orders"), coverage.on_its_way_kg, "owned")]
    return Tally(
        [
            Segment(_("Retired"), retired, "retired"),
            Segment(_("Held, not retired"), coverage.retirable_kg, "held"),
            *(on_its_way if coverage.on_its_way_kg else []),
            *([Segment(_("Still open"), coverage.to_buy_kg, "open")] if coverage.to_buy_kg else []),
        ],
        label=_("Retired ÷ measured"),
        total_label=_("Measured"),
        total_kg=coverage.measured_kg,
    )


def deadlines(event: Event) -> list[Deadline]:
    """Return by when offsetting must be complete, by the event's guideline."""
    words = {
        "allowance_or_credit": _("allowances and credits"),
        "new_forestry": _("newly planted forest"),
    }
    return [
        Deadline(
            words.get(item.credits, item.credits),
            years_after(event.ends_on, item.years),
            item.clause,
        )
        for item in guidelines.load(event.guideline).deadlines
    ]


def boundary(event: Event) -> list[BoundaryLine]:
    """Return the boundary class by class, in the guideline's order."""
    chosen: dict[str, list[BoundaryChoice]] = {}
    for choice in event.boundary.order_by("pk"):
        chosen.setdefault(choice.source_class, []).append(choice)
    return [
        BoundaryLine(item.name, item.number, chosen[item.id])
        for item in listed_classes(event.guideline)
        if item.id in chosen
    ]


def listed_classes(guideline: str) -> tuple[guidelines.SourceClass, ...]:
    """Return the classes a guideline lists itself; ours for custom factors has no number."""
    return tuple(item for item in guidelines.load(guideline).classes if item.number.isdigit())


def tasks(event: Event, steps: Steps) -> list[Task]:
    """The five steps of an event, each with its state, rule and way in."""
    return [
        _plan(event, steps),
        _reduce(event, steps),
        _account(event, steps),
        _offset(event, steps),
        _declare(event, steps),
    ]


def office_tasks(year: OfficeYear, steps: Steps) -> list[Task]:
    """The three steps of an office's year."""
    return [_account(year, steps), _offset(year, steps), _declare(year, steps)]


def _href(subject: Event | OfficeYear, name: str, **kwargs: Any) -> str:
    prefix = "event" if isinstance(subject, Event) else "office"
    return reverse(f"events:{prefix}_{name}", kwargs={"public_id": subject.public_id, **kwargs})


def _plan(event: Event, steps: Steps) -> Task:
    words = []
    if steps.classes_in:
        words.append(
            ngettext(
                "%(n)d source class inside the boundary",
                "%(n)d source classes inside the boundary",
                steps.classes_in,
            )
            % {"n": steps.classes_in}
        )
    if steps.estimate:
        words.append(_("estimate %(t)s t") % {"t": tonnes(steps.estimate.total_kg, places=1)})
    published = event.plan_published_at is not None
    started = bool(steps.classes_in or steps.estimate)
    return Task(
        _("Plan"),
        _published(event) or (_("in progress") if started else _("not started")),
        text=_join(words) or _("Boundary, estimate, reduction actions; then publish."),
        tone="done" if published and not event.plan_was_late else "wait" if started else "none",
        rule=_("guideline, preparation stage"),
        href=_href(event, "plan"),
    )


def _published(event: Event) -> str:
    """The state of a published plan with its day; one that came when the event had begun says so."""
    if event.plan_published_at is None:
        return ""
    day = {"day": local_day(event.plan_published_at).isoformat()}
    if event.plan_was_late:
        return _("published %(day)s, after the event began") % day
    return _("published %(day)s") % day


def _reduce(event: Event, steps: Steps) -> Task:
    text = _("What is done to emit less, before anything is bought.")
    if steps.actions:
        text = _("%(done)d of %(all)d actions done; expected saving %(t)s t.") % {
            "done": steps.actions_done,
            "all": steps.actions,
            "t": tonnes(steps.saves_kg, places=1),
        }
    finished = steps.actions > 0 and steps.actions_done == steps.actions
    return Task(
        _("Reduce"),
        _("done") if finished else _("in progress") if steps.actions else _("not started"),
        text=text,
        tone="done" if finished else "wait" if steps.actions else "none",
        rule=_("guideline, Art. 6"),
        href=_href(event, "actions"),
    )


def _account(subject: Event | OfficeYear, steps: Steps) -> Task:
    found = steps.measured
    return Task(
        pgettext("step", "Account"),
        _("accounted") if found else _("not started"),
        text=_("Actual emissions %(t)s t.") % {"t": tonnes(found.total_kg)}
        if found
        else _("What really happened, after the end. An estimate never stands in for it."),
        tone="done" if found else "none",
        rule=_("guideline, closing stage") if isinstance(subject, Event) else "",
        href=reverse("footprint:result", args=[found.public_id])
        if steps.declared and found
        else _href(subject, "inventory", kind="actual"),
    )


def _offset(subject: Event | OfficeYear, steps: Steps) -> Task:
    covered = steps.coverage
    if covered.measured_kg is None:
        state, tone = _("after accounting"), "none"
        text = _("You can buy with a margin now and retire when it has been measured.")
    elif covered.neutral:
        state, tone = _("covered"), "done"
        text = _("%(t)s t retired.") % {"t": tonnes(covered.retired_kg)}
    else:
        state, tone = _("covered %(share)s") % {"share": percent(covered.ratio)}, "wait"
        text = _("%(t)s t still to be retired, of which %(held)s t are held.") % {
            "t": tonnes(covered.open_kg),
            "held": tonnes(covered.retirable_kg),
        }
    if isinstance(subject, Event):
        last = deadlines(subject)
        rule = _("by %(day)s") % {"day": last[0].on.isoformat()} if last else ""
    else:
        rule = ""
    return Task(_("Offset"), state, text=text, tone=tone, rule=rule, href=_href(subject, "offset"))


def _declare(subject: Event | OfficeYear, steps: Steps) -> Task:
    if steps.declared:
        return Task(
            _("Declare"),
            _("published"),
            text=_("The declaration is public."),
            tone="done",
            href=_href(subject, "declare"),
        )
    missing = missing_for_declaration(subject, steps)
    ready = not missing
    return Task(
        _("Declare"),
        _("ready") if ready else _("not yet possible"),
        text=_("Every fact is there.")
        if ready
        else _("Missing: %(what)s.") % {"what": _join(missing)},
        tone="wait" if ready else "none",
        rule=_("guideline, closing stage") if isinstance(subject, Event) else "",
        href=_href(subject, "declare") if ready else "",
    )


def missing_for_declaration(subject: Event | OfficeYear, steps: Steps) -> list[str]:
    """Return in words what still stands in the way of a declaration."""
    missing = []
    if isinstance(subject, Event) and not steps.classes_in:
        missing.append(_("the boundary"))
    if steps.measured is None:
        missing.append(_("actual emissions"))
    if not steps.coverage.neutral:
        missing.append(_("full coverage by retirement"))
    return missing


def quality(declaration: Declaration) -> list[tuple[Text, str]]:
    """Return how much of what was measured rests on which kind of data, in percent."""
    shares = declaration.body["measured"].get("quality", {})
    return [(QUALITIES[key], share) for key, share in shares.items()]


def _join(words: Sequence[str]) -> str:
    return str(_("; ")).join(words)


def title(subject: Event | OfficeYear) -> str:
    """Return what a subject is called in the reader's language."""
    if isinstance(subject, Event):
        return localname(subject)
    return _("%(organization)s, offices in %(year)d") % {
        "organization": localname(subject.organization.party),
        "year": subject.year,
    }
