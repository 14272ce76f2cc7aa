"""Passing kilograms on without a sale: offered, approved where the sender asks for that, accepted or not.

An offer holds nothing: the kilograms stay available to the sender, and acceptance is one movement that the ledger
refuses if they have gone. So a receiver who never answers blocks nothing, and nothing can be given twice.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries as accounts
from accounts.access import APPROVERS, PREPARERS
from accounts.models import Organization, Party, User
from accounts.parties import parties_of
from marketplace import clock, outbox, visible
from marketplace.errors import MarketError
from marketplace.market import available
from marketplace.market.models import TransferLine, TransferOffer
from marketplace.registry import ledger

Status = TransferOffer.Status
LASTS = TransferOffer.LASTS
MOST_LINES = 40
MOST_OPEN = 50
LONGEST_NOTE = 512
PREPARER_GONE = _("Whoever prepared it may no longer prepare transfers. Refuse it.")


@transaction.atomic
def offer(
    sender: Party,
    receiver: Party,
    amounts: Mapping[int, int],
    *,
    actor: User,
    note: str = "",
    now: datetime | None = None,
) -> TransferOffer:
    """Offer kilograms by batch id to an organization; two people of the sender where it asks for that.

    Raises MarketError: not_allowed, invalid_request (no kilograms, oneself, a receiver without an account),
    quantity_exceeds_available, precision_exceeded, batch_frozen, rate_limited.
    """
    now = now or clock.now()
    organization = _organization(sender)
    _check_sender(sender, organization, actor)
    _check_receiver(sender, receiver)
    wanted = {batch_id: kg for batch_id, kg in sorted(amounts.items()) if kg}
    _check_amounts(sender, wanted)
    if len(note) > LONGEST_NOTE:
        raise MarketError("invalid_request", _("The message has at most 512 characters."))
    visible.check([note])
    asks_second = organization is not None and organization.approval_required
    made = TransferOffer.objects.create(
        sender=sender,
        receiver=receiver,
        status=Status.AWAITING_APPROVAL if asks_second else Status.OFFERED,
        note=note.strip(),
        created_by=actor,
        created_at=now,
        expires_at=now + LASTS,
    )
    TransferLine.objects.bulk_create(
        TransferLine(offer=made, batch_id=batch_id, kg=kg) for batch_id, kg in wanted.items()
    )
    _tell(made, "to_approve" if asks_second else "offered")
    return made


@transaction.atomic
def approve(made: TransferOffer, *, actor: User, now: datetime | None = None) -> None:
    """Let an offer go out, as the sender's second person; the receiver's fourteen days begin.

    Raises MarketError: not_allowed, also where whoever prepared it may no longer do so, same_person, invalid_state.
    """
    organization = _check_second(made, actor)
    if accounts.role_in(made.created_by, organization) not in PREPARERS:
        raise MarketError("not_allowed", PREPARER_GONE)
    now = now or clock.now()
    waiting = TransferOffer.objects.filter(
        pk=made.pk, status=Status.AWAITING_APPROVAL, expires_at__gt=now
    )
    if not waiting.update(status=Status.OFFERED, approved_by=actor, approved_at=now):
        raise MarketError("invalid_state")
    _tell(made, "offered")


@transaction.atomic
def refuse(made: TransferOffer, *, actor: User, now: datetime | None = None) -> None:
    """Say no as the sender's second person, before the receiver hears of it; who prepared it gets a letter.

    Raises MarketError: not_allowed, same_person, invalid_state.
    """
    _check_second(made, actor)
    waiting = (Status.AWAITING_APPROVAL,)
    _end(made, Status.WITHDRAWN, waiting, actor=actor, now=now or clock.now())
    _tell(made, "refused")


@transaction.atomic
def accept(made: TransferOffer, *, actor: User, now: datetime | None = None) -> None:
    """Take what is offered: one movement, available → available. The receiver's administrators and preparers may.

    The offer's state is the first thing changed, so that of two answers one wins. Raises MarketError: not_allowed,
    invalid_state, quantity_exceeds_available (the sender used them meanwhile), batch_frozen.
    """
    _check_answer(made, actor)
    now = now or clock.now()
    _end(made, Status.ACCEPTED, (Status.OFFERED,), actor=actor, now=now)
    ledger.transfer(
        lines=[
            ledger.Sale(line.batch_id, made.sender_id, made.receiver_id, line.kg)
            for line in made.lines.order_by("batch_id")
        ],
        subject=f"transfer:{made.public_id}",
        actor=actor,
        reason="transfer",
        now=now,
    )
    outbox.put("seal_log", f"transfer:{made.public_id}")
    _tell(made, "accepted")


@transaction.atomic
def decline(made: TransferOffer, *, actor: User, now: datetime | None = None) -> None:
    """Say no to what is offered. Raises MarketError: not_allowed, invalid_state."""
    _check_answer(made, actor)
    _end(made, Status.DECLINED, (Status.OFFERED,), actor=actor, now=now or clock.now())
    _tell(made, "declined")


@transaction.atomic
def withdraw(made: TransferOffer, *, actor: User, now: datetime | None = None) -> None:
    """Take an offer back before it is accepted; before it is approved only who prepared it does.

    Raises MarketError: not_allowed, invalid_state.
    """
    organization = _organization(made.sender)
    if organization is None:
        allowed = made.sender_id in {party.pk for party in parties_of(actor)}
    else:
        allowed = accounts.role_in(actor, organization) in PREPARERS | APPROVERS
    if not allowed:
        raise MarketError("not_allowed")
    states = TransferOffer.OPEN if made.created_by_id == actor.pk else (Status.OFFERED,)
    _end(made, Status.WITHDRAWN, states, actor=actor, now=now or clock.now())


@transaction.atomic
def lapse(offer_id: int, now: datetime) -> bool:
    """End an offer nobody answered in time; say whether this call did it."""
    waiting = TransferOffer.objects.filter(
        TransferOffer.overdue(now), pk=offer_id, status__in=TransferOffer.OPEN
    )
    if not waiting.update(status=Status.LAPSED, ended_at=now):
        return False
    _tell(TransferOffer.objects.get(pk=offer_id), "lapsed")
    return True


def lapse_due(*, limit: int = 200) -> int:
    """End the offers whose time is over; return how many."""
    now = clock.now()
    due = TransferOffer.objects.filter(TransferOffer.overdue(now), status__in=TransferOffer.OPEN)
    return sum(
        lapse(pk, now) for pk in due.order_by("expires_at").values_list("pk", flat=True)[:limit]
    )


def offered_kg(account_ids: list[int]) -> Counter[int]:
    """Return by batch id what accounts have offered and nobody has answered yet."""
    lines = TransferLine.objects.filter(
        offer__sender__in=account_ids, offer__status__in=TransferOffer.OPEN
    )
    found: Counter[int] = Counter()
    for batch_id, kg in lines.values_list("batch", "kg"):
        found[batch_id] += kg
    return found


def _end(
    made: TransferOffer, to: str, states: tuple[str, ...], *, actor: User, now: datetime
) -> None:
    """Move an open offer to its end. Raises MarketError ``invalid_state``."""
    living = TransferOffer.objects.filter(
        ~TransferOffer.overdue(now), pk=made.pk, status__in=states
    )
    if not living.update(status=to, ended_by=actor, ended_at=now):
        raise MarketError("invalid_state")


def _organization(party: Party) -> Organization | None:
    return Organization.objects.filter(pk=party.pk).first()


def _check_sender(sender: Party, organization: Organization | None, actor: User) -> None:
    if organization is None:
        allowed = sender.pk in {party.pk for party in parties_of(actor)}
    else:
        allowed = accounts.role_in(actor, organization) in PREPARERS
    if not allowed:
        raise MarketError("not_allowed")
    if (
        TransferOffer.objects.filter(sender=sender, status__in=TransferOffer.OPEN).count()
        >= MOST_OPEN
    ):
        text = _("Too many transfers are waiting. Withdraw one of them first.")
        raise MarketError("rate_limited", text)


def _check_second(made: TransferOffer, actor: User) -> Organization:
    """Refuse whoever is not a second person of the sender. Raises MarketError: not_allowed, same_person."""
    organization = _organization(made.sender)
    if organization is None or accounts.role_in(actor, organization) not in APPROVERS:
        raise MarketError("not_allowed")
    if made.created_by_id == actor.pk:
        raise MarketError("same_person")
    return organization


def _check_receiver(sender: Party, receiver: Party) -> None:
    if sender.pk == receiver.pk:
        raise MarketError("invalid_request", _("Sender and receiver are the same account."))
    if not accounts.is_verified(receiver.pk):
        raise MarketError(
            "invalid_request", _("The receiver needs an account here that has been verified.")
        )


def _check_answer(made: TransferOffer, actor: User) -> None:
    organization = _organization(made.receiver)
    if organization is None or accounts.role_in(actor, organization) not in PREPARERS:
        raise MarketError("not_allowed")


def _check_amounts(sender: Party, wanted: Mapping[int, int]) -> None:
    """Say kindly and early what the ledger would refuse at acceptance; it is still the one to decide."""
    if not 0 < len(wanted) <= MOST_LINES or any(kg < 0 for kg in wanted.values()):
        raise MarketError("invalid_request", _("Please say how many kilograms to transfer."))
    available.check(sender, wanted, promised=offered_kg([sender.pk]))


def _tell(made: TransferOffer, what: str) -> None:
    """Have letters written: to who may answer or approve, or to the one who offered."""
    if what in ("accepted", "declined", "lapsed", "refused"):
        users = [made.created_by_id]
    else:
        party = made.receiver if what == "offered" else made.sender
        roles = PREPARERS if what == "offered" else APPROVERS
        organization = _organization(party)
        users = accounts.ids_in(organization, roles=roles) if organization else []
        users = [pk for pk in users if what == "offered" or pk != made.created_by_id]
    for user_id in users:
        told = {"offer_id": made.pk, "user_id": user_id, "what": what}
        outbox.put("mail_transfer", f"{made.public_id}:{what}:{user_id}", told)
