"""Retiring what an organization holds for its event or its year."""

from collections import Counter
from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import claims, queries
from events.claims import Subject
from events.errors import EventError
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import retirement_requests
from marketplace.market.intents import RetireIntent
from marketplace.market.models import RetirementRequest
from marketplace.registry import ledger
from marketplace.registry import queries as registry
from marketplace.registry.models import Retirement


def plan(subject: Subject, kg: int, *, asked: Mapping[int, int] | None = None) -> list[ledger.Line]:
    """Choose which holdings to retire: oldest vintage first, in each batch's steps.

    Returns lines that sum to at least ``kg`` where the steps leave no other way, never more than is available beside
    what is ``asked`` for already, by batch id; nothing of a frozen batch.
    Raises EventError ``not_enough_held``.
    """
    account = subject.organization.party
    lines: list[ledger.Line] = []
    missing = kg
    usable = [each for each in registry.holdings_of(account) if each.batch.status == "active"]
    holdings = sorted(usable, key=lambda item: item.batch.vintage_end)
    for holding in holdings:
        if missing <= 0:
            break
        step = holding.batch.increment_kg
        left = holding.available_kg - (asked or {}).get(holding.batch.id, 0)
        most = max(left, 0) // step * step
        take = min(-(-missing // step) * step, most)
        if take > 0:
            lines.append(ledger.Line(holding.batch.id, account.pk, take))
            missing -= take
    if missing > 0:
        raise EventError(
            "not_enough_held",
            _("Only %(kg)s kg are held and can be retired.") % {"kg": f"{kg - missing:,}"},
        )
    return lines


@transaction.atomic
def retire_held(subject: Subject, *, kg: int, actor: User, reason: str = "") -> Retirement:
    """Retire held kilograms under a fresh claim of the subject; final.

    Raises EventError ``nothing_to_retire``, ``not_enough_held``; MarketError ``approval_required`` where a second
    person must agree (``ask``), and as the ledger does.
    """
    if subject.organization.approval_required:
        raise MarketError("approval_required")
    if kg <= 0:
        raise EventError("nothing_to_retire", _("Please say how many kilograms to retire."))
    claim = claims.open_claim(subject)
    terms = claims.terms(subject, claim)
    party = subject.organization.party
    return ledger.retire(
        owner=party,
        beneficiary=party,
        lines=plan(subject, kg),
        purpose=terms.purpose,
        jurisdiction=terms.jurisdiction,
        reason=reason,
        claim=terms.claim,
        subject=subject.ref,
        actor=actor,
        now=clock.now(),
    )


@transaction.atomic
def ask(subject: Subject, *, kg: int, actor: User, reason: str = "") -> RetirementRequest:
    """Ask a second person of the organization to retire held kilograms under a fresh claim of the subject.

    What waits for the subject already is not asked for again. Raises EventError ``nothing_to_retire``,
    ``not_enough_held``; MarketError as the market does.
    """
    if kg <= 0:
        raise EventError("nothing_to_retire", _("Please say how many kilograms to retire."))
    lines = plan(subject, kg, asked=_asked_already(subject))
    terms = claims.terms(subject, claims.open_claim(subject))
    intent = RetireIntent(
        purpose=terms.purpose,
        claim=terms.claim,
        beneficiary_id=subject.organization.party.pk,
        reason=reason,
        jurisdiction=terms.jurisdiction,
    )
    return retirement_requests.ask(
        subject.organization,
        {line.batch_id: line.kg for line in lines},
        intent,
        actor=actor,
        subject=subject.ref,
    )


def _asked_already(subject: Subject) -> Counter[int]:
    """Return what waits for the subject, by batch id; of two who ask at once the second one counts the first's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ask:{subject.ref}"]
        )
    found: Counter[int] = Counter()
    for request in queries.asked(subject):
        found.update(request.amounts)
    return found
