"""Offered transfers as sender and receiver see them; frozen dataclasses, few queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import pgettext

from accounts import queries as accounts
from accounts.access import APPROVERS, PREPARERS
from accounts.models import Party, User
from accounts.parties import parties_of, public_name
from marketplace.market.models import TransferOffer

MOST_SHOWN = 100
Status = TransferOffer.Status


@dataclass(frozen=True)
class TransferPart:
    """One line: so many kilograms of a batch; works with ``|localname:"project"``."""

    batch: str
    project_zh: str
    project_en: str
    kg: int


@dataclass(frozen=True)
class TransferView:
    """One offer and what the reader may do about it."""

    public_id: uuid.UUID
    status: str
    status_label: str
    sender_zh: str
    sender_en: str
    receiver_zh: str
    receiver_en: str
    kg: int
    lines: Sequence[TransferPart]
    note: str
    created_at: datetime
    offered_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    prepared_by: str
    approved_by: str
    withdrawn_by: str
    refused: bool
    incoming: bool
    may_answer: bool
    may_approve: bool
    may_withdraw: bool

    @property
    def listed_at(self) -> datetime:
        """When it was offered, or prepared where it has not gone out."""
        return self.offered_at or self.created_at

    @property
    def waits_for_reader(self) -> bool:
        """Whether the reader is the one who can go on."""
        return self.may_answer or self.may_approve


def of(user: User) -> tuple[TransferView, ...]:
    """Return the transfers of a person and of the person's organizations, newest first."""
    seat = _Seat(user)
    rows = _rows(seat).order_by("-created_at", "-pk")[:MOST_SHOWN]
    return tuple(_view(row, seat) for row in rows)


def waiting_for(user: User) -> tuple[TransferView, ...]:
    """Return the transfers that this person can answer or approve."""
    seat = _Seat(user)
    open_rows = _rows(seat).filter(status__in=TransferOffer.OPEN).order_by("expires_at", "pk")
    views = [_view(row, seat) for row in open_rows[:MOST_SHOWN]]
    return tuple(view for view in views if view.waits_for_reader)


def row_or_404(user: User, public_id: uuid.UUID) -> TransferOffer:
    """Return the offer if the one who asks belongs to one of its sides; raises Http404 otherwise."""
    found = _rows(_Seat(user)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def view(row: TransferOffer, user: User) -> TransferView:
    """Return one offer as this person sees it."""
    return _view(row, _Seat(user))


class _Seat:
    """Whose accounts somebody sits at, and in which role (none for one's own)."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.roles = {each.party_id: each.role for each in accounts.organizations_of(user)}
        self.own = {party.pk for party in parties_of(user)}
        self.ids = {*self.roles, *self.own}

    def may(self, party_id: int, roles: frozenset[str]) -> bool:
        return party_id in self.own or self.roles.get(party_id) in roles


def _rows(seat: _Seat) -> QuerySet[TransferOffer]:
    """Return the offers of these accounts; a receiver sees none that its sender has not approved."""
    sent = Q(sender__in=seat.ids)
    went_out = Q(approved_at__isnull=False) | Q(sender__organization__approval_required=False)
    went_out |= Q(sender__organization=None) | Q(
        status__in=[Status.OFFERED, Status.ACCEPTED, Status.DECLINED]
    )
    came = Q(receiver__in=seat.ids) & went_out & ~Q(status=Status.AWAITING_APPROVAL)
    return (
        TransferOffer.objects.filter(sent | came)
        .select_related(
            "sender", "sender__organization", "receiver", "created_by", "approved_by", "ended_by"
        )
        .prefetch_related("lines__batch__project")
    )


def _view(row: TransferOffer, seat: _Seat) -> TransferView:
    lines = [
        TransferPart(
            line.batch.code, line.batch.project.name_zh, line.batch.project.name_en, line.kg
        )
        for line in sorted(row.lines.all(), key=lambda line: line.batch.code)
    ]
    sender, receiver = _names(row.sender), _names(row.receiver)
    mine = row.created_by_id == seat.user.pk
    return TransferView(
        public_id=row.public_id,
        status=row.status,
        status_label=_label(row),
        sender_zh=sender[0],
        sender_en=sender[1],
        receiver_zh=receiver[0],
        receiver_en=receiver[1],
        kg=sum(line.kg for line in lines),
        lines=lines,
        note=row.note,
        created_at=row.created_at,
        offered_at=row.approved_at or (row.created_at if row.went_out else None),
        expires_at=row.answer_by,
        ended_at=row.ended_at,
        prepared_by=accounts.person_name(row.created_by) if row.sender_id in seat.ids else "",
        approved_by=accounts.person_name(row.approved_by) if row.sender_id in seat.ids else "",
        withdrawn_by=accounts.person_name(row.ended_by)
        if row.status == Status.WITHDRAWN and row.sender_id in seat.ids
        else "",
        refused=row.refused,
        incoming=row.receiver_id in seat.ids,
        may_answer=row.status == Status.OFFERED and seat.may(row.receiver_id, PREPARERS),
        may_approve=row.status == Status.AWAITING_APPROVAL
        and not mine
        and seat.may(row.sender_id, APPROVERS),
        may_withdraw=(row.status == Status.OFFERED or (row.status in TransferOffer.OPEN and mine))
        and seat.may(row.sender_id, PREPARERS | APPROVERS),
    )


def _label(row: TransferOffer) -> str:
    """Return its state in words; refused by a second person is another thing than taken back."""
    if row.refused:
        return pgettext("transfer", "refused by a second person")
    return str(row.get_status_display())


def _names(party: Party) -> tuple[str, str]:
    name = public_name(party)
    return name.name_zh or name.name_en, name.name_en or name.name_zh
