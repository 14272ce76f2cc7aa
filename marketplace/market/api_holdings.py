"""Holdings, their statement and transfers in the public API, for an organization's token."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from accounts import directory
from accounts.api import OrganizationTokenAuth
from accounts.models import OrganizationToken
from marketplace.errors import MarketError
from marketplace.idempotency import Answer
from marketplace.market import queries, statement_files, statement_reading, transfers
from marketplace.market.api_once import once
from marketplace.market.api_schemas import Closed, HoldingLineIn
from marketplace.market.api_views import moment
from marketplace.market.models import TransferOffer
from marketplace.market.statement_reading import Period
from marketplace.registry.models import CreditBatch

router = Router(tags=["holdings"])
READ = OrganizationTokenAuth(scopes=["holdings:read"])
WRITE = OrganizationTokenAuth(scopes=["transfers:write"])


class HoldingOut(Schema):
    """Kilograms of a batch; ``offered_kg`` is the part of ``available_kg`` that waits for a receiver."""

    batch: str
    project: str
    project_zh: str
    project_en: str
    monitoring_start: date
    monitoring_end: date
    increment_kg: int
    frozen: bool
    available_kg: int
    offered_kg: int
    listed_kg: int
    held_kg: int
    retired_kg: int


class HoldingsOut(Schema):
    """All holdings, newest issue first."""

    holdings: list[HoldingOut]


class TransferIn(Closed):
    """What to offer and to which organization, by its unified social credit code."""

    receiver_uscc: str = Field(max_length=40)
    lines: list[HoldingLineIn] = Field(min_length=1, max_length=40)
    note: str = Field("", max_length=512)


class TransferOut(Schema):
    """An offered transfer; it moves nothing before its receiver accepts."""

    id: UUID
    status: str
    incoming: bool
    other_zh: str
    other_en: str
    kg: int
    lines: list[dict[str, Any]]
    created_at: str
    expires_at: str
    ended_at: str | None


@router.get("/holdings", auth=READ, response=HoldingsOut, summary="What the organization owns")
def list_holdings(request: HttpRequest) -> dict[str, Any]:
    """Return every batch the organization has or had something of."""
    held = queries.held_by(_token(request).organization.party)
    return {"holdings": [_holding(each) for each in held]}


@router.get("/holdings/statement", auth=READ, summary="A statement of account")
def show_statement(
    request: HttpRequest,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    format: Literal["json", "csv"] = "json",
) -> HttpResponse:
    """Return opening balances, every movement and closing balances of days in Shenzhen, as JSON or CSV."""
    if not (date(2000, 1, 1) <= first and last <= date(2199, 12, 31)):
        raise MarketError("invalid_request", _("Choose a day between 2000 and 2199."))
    party = _token(request).organization.party
    found = statement_reading.read([party], Period(first, last))
    if format == "csv":
        return HttpResponse(statement_files.as_csv(found), content_type="text/csv; charset=utf-8")
    return JsonResponse(statement_files.as_data(found), json_dumps_params={"ensure_ascii": False})


@router.post("/transfers", auth=WRITE, response={201: TransferOut}, summary="Offer a transfer")
def offer_transfer(request: HttpRequest, body: TransferIn) -> JsonResponse:
    """Offer kilograms to another organization. Needs ``Idempotency-Key``."""
    return once(request, "POST /transfers", lambda token: _offer(token, body))


@router.get("/transfers/{transfer_id}", auth=WRITE, response=TransferOut, summary="One transfer")
def show_transfer(request: HttpRequest, transfer_id: UUID) -> dict[str, Any]:
    """Return a transfer that the token's organization sent or may answer."""
    token = _token(request)
    return _transfer(_found(token, transfer_id), token)


@router.post(
    "/transfers/{transfer_id}/accept",
    auth=WRITE,
    response={200: TransferOut},
    summary="Accept a transfer",
)
def accept_transfer(request: HttpRequest, transfer_id: UUID) -> JsonResponse:
    """Take what is offered: the kilograms move at once. Needs ``Idempotency-Key``."""
    call = f"POST /transfers/{transfer_id}"  # the scope of a key is short: a token, a call
    return once(request, call, lambda token: _accept(token, transfer_id))


def _offer(token: OrganizationToken, body: TransferIn) -> Answer:
    code = directory.code_in(body.receiver_uscc)
    receiver = directory.by_code(code) if code else None
    codes = {line.batch: line.kg for line in body.lines}
    ids = dict(CreditBatch.objects.filter(code__in=codes).values_list("code", "pk"))
    if receiver is None or len(ids) != len(codes) or len(codes) != len(body.lines):
        raise MarketError("not_found")
    made = transfers.offer(
        token.organization.party,
        receiver,
        {ids[batch]: kg for batch, kg in codes.items()},
        actor=token.created_by,
        note=body.note,
    )
    return Answer(201, _transfer(made, token))


def _accept(token: OrganizationToken, transfer_id: UUID) -> Answer:
    made = _found(token, transfer_id)
    if made.receiver_id != token.organization.pk:
        raise MarketError("not_allowed")
    transfers.accept(made, actor=token.created_by)
    made.refresh_from_db()
    return Answer(200, _transfer(made, token))


def _found(token: OrganizationToken, transfer_id: UUID) -> TransferOffer:
    """Return a transfer of the organization; one its sender has not approved yet does not exist for the receiver."""
    row = (
        TransferOffer.objects.select_related("sender", "receiver")
        .filter(public_id=transfer_id)
        .first()
    )
    if row is not None:
        sent = row.sender_id == token.organization.pk
        waits = row.status == TransferOffer.Status.AWAITING_APPROVAL
        if sent or (row.receiver_id == token.organization.pk and not waits):
            return row
    raise MarketError("not_found")


def _holding(each: queries.HeldBatch) -> dict[str, Any]:
    return {
        "batch": each.code,
        "project": each.project_code,
        "project_zh": each.name_zh,
        "project_en": each.name_en,
        "monitoring_start": each.vintage_start,
        "monitoring_end": each.vintage_end,
        "increment_kg": each.increment_kg,
        "frozen": each.frozen,
        "available_kg": each.available_kg,
        "offered_kg": each.offered_kg,
        "listed_kg": each.listed_kg,
        "held_kg": each.held_kg,
        "retired_kg": each.retired_kg,
    }


def _transfer(row: TransferOffer, token: OrganizationToken) -> dict[str, Any]:
    incoming = row.receiver_id == token.organization.pk
    other = row.sender if incoming else row.receiver
    lines = row.lines.select_related("batch").order_by("batch__code")
    return {
        "id": str(row.public_id),
        "status": row.status,
        "incoming": incoming,
        "other_zh": other.name_zh,
        "other_en": other.name_en,
        "kg": sum(line.kg for line in lines),
        "lines": [{"batch": line.batch.code, "kg": line.kg} for line in lines],
        "created_at": moment(row.created_at),
        "expires_at": moment(row.answer_by),
        "ended_at": moment(row.ended_at),
    }


def _token(request: HttpRequest) -> OrganizationToken:
    return request.auth  # type: ignore[attr-defined, no-any-return]
