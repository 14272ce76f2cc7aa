"""The public statement of neutrality: blocked until what is retired covers what was measured, then frozen."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import measuring, queries, rules
from events.claims import Subject
from events.errors import EventError
from events.models import Declaration, Event, OfficeYear
from marketplace import clock


@transaction.atomic
def declare(
    subject: Subject,
    *,
    actor: User,
    confirmation: str = Declaration.Confirmation.SELF,
    evaluator: str = "",
    conclusion: str = "",
) -> Declaration:
    """Publish the declaration with every fact it must state, frozen.

    Raises EventError ``not_over``, ``not_measured``, ``not_covered``, ``facts_missing``, ``already_declared``. The
    database refuses a declaration before the end, and one whose retired kilograms are less than its measured ones,
    whoever writes it.
    """
    # The row is taken first: retirements only grow, so what is seen now can't become less.
    type(subject).objects.select_for_update().get(pk=subject.pk)
    now = clock.now()
    measuring.refuse_before_the_end(subject, now)
    coverage = queries.coverage(subject)
    _refuse_unless_covered(coverage)
    footprint = queries.measured(subject)
    assert footprint is not None
    body = _body(subject, now=now, confirmation=confirmation)
    missing = rules.missing_facts(body)
    if missing:
        raise EventError(
            "facts_missing",
            _("The declaration is not complete: %(facts)s.") % {"facts": ", ".join(missing)},
        )
    owner = {"event": subject} if isinstance(subject, Event) else {"office_year": subject}
    try:
        with transaction.atomic():
            return Declaration.objects.create(
                measured_kg=coverage.measured_kg,
                retired_kg=coverage.retired_kg,
                footprint_public_id=footprint.public_id,
                body=body,
                confirmation=confirmation,
                evaluator=evaluator,
                conclusion=conclusion,
                declared_by=actor,
                declared_at=now,
                **owner,
            )
    except IntegrityError as error:
        raise EventError(
            "already_declared", _("The declaration has been published already.")
        ) from error


def _refuse_unless_covered(coverage: rules.Coverage) -> None:
    if coverage.measured_kg is None:
        raise EventError(
            "not_measured",
            _("Only what really happened can be declared: the actual footprint is missing."),
        )
    if not coverage.neutral:
        raise EventError(
            "not_covered",
            _("%(kg)s kg still have to be retired before neutrality can be declared.")
            % {"kg": f"{coverage.open_kg:,}"},
        )


def _body(subject: Event | OfficeYear, *, now: datetime, confirmation: str) -> dict[str, Any]:
    """The facts, as they will be shown for ever. Source of the list: MEE 2019-19 (see rules)."""
    party = subject.organization.party
    retirements = queries.retirements(subject)
    if isinstance(subject, Event):
        name = {"zh": subject.name_zh, "en": subject.name_en}
        dates = f"{subject.starts_on.isoformat()}/{subject.ends_on.isoformat()}"
        boundary: object = [
            {
                "source_class": choice.source_class,
                "stage": choice.stage,
                "included": choice.included,
                "reason": choice.reason,
            }
            for choice in subject.boundary.order_by("pk")
        ]
    else:
        name = {"zh": f"{party.name_zh} {subject.year} 年", "en": f"{party.name_en} {subject.year}"}
        dates = f"{subject.year}-01-01/{subject.year}-12-31"
        boundary = [{"source_class": "offices", "included": True}]
    return {
        "name": name,
        "organizer": {"zh": party.name_zh, "en": party.name_en, "uscc": party.uscc},
        "dates": dates,
        "guideline": subject.guideline,
        "boundary": boundary,
        "measured": _measured(subject),
        "offset_method": [
            {"certificate": item.code, "kg": item.kg, "at": item.at.isoformat()}
            for item in retirements
        ],
        "neutral_on": rules.local_day(max(item.at for item in retirements)).isoformat(),
        "confirmation": confirmation,
        "declared_by": party.name_zh or party.name_en,
        "declared_on": rules.local_day(now).isoformat(),
    }


def _measured(subject: Subject) -> dict[str, Any]:
    """The actual footprint, and how much of it rests on what kind of data, in percent."""
    footprint = queries.measured(subject)
    assert footprint is not None
    return {
        "kg": footprint.total_kg,
        "footprint": str(footprint.public_id),
        "quality": {key: str(share) for key, share in footprint.quality_shares.items()},
    }
