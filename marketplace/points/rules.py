"""Exchange rules: one person writes, another publishes. The only writer of ``ExchangeRule``."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.points.models import ExchangeRule
from marketplace.registry.models import Methodology

Status = ExchangeRule.Status


@dataclass(frozen=True)
class Draft:
    """A rule as it is written: how many grams make a point, for what, when, and by which document."""

    behaviour: str
    methodology: Methodology
    grams_per_point: int
    life_days: int
    valid_from: date
    valid_to: date
    source_zh: str
    source_en: str
    document_number: str = ""
    url: str = ""
    quality: str = "C"
    made_up: bool = False


@transaction.atomic
def write(draft: Draft, *, actor: User, now: datetime | None = None) -> ExchangeRule:
    """Write a rule that waits for a second person. Raises MarketError ``not_allowed``."""
    _check_registrar(actor)
    facts = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    return ExchangeRule.objects.create(written_by=actor, written_at=now or clock.now(), **facts)


def publish(rule: ExchangeRule, *, actor: User, now: datetime | None = None) -> None:
    """Publish a rule; from now on it never changes.

    Raises MarketError ``same_person``, ``not_allowed``; ``invalid_state`` when it is decided already or another
    rule for the same behaviour covers some of its days.
    """
    try:
        _decide(rule, Status.PUBLISHED, actor=actor, now=now)
    except IntegrityError as clash:
        raise MarketError(
            "invalid_state",
            _("Another published rule for this behaviour covers some of these days."),
        ) from clash


def refuse(rule: ExchangeRule, *, actor: User, now: datetime | None = None) -> None:
    """Refuse a rule. Raises what ``publish`` raises."""
    _decide(rule, Status.REFUSED, actor=actor, now=now)


@transaction.atomic
def _decide(rule: ExchangeRule, status: str, *, actor: User, now: datetime | None) -> None:
    _check_registrar(actor)
    if rule.written_by_id == actor.pk:
        raise MarketError("same_person")
    waiting = ExchangeRule.objects.filter(pk=rule.pk, status=Status.WAITING)
    if not waiting.update(status=status, decided_by=actor, decided_at=now or clock.now()):
        raise MarketError("invalid_state")


def _check_registrar(actor: User) -> None:
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
