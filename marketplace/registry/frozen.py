"""What is frozen now: a freeze that no later release has ended. Read from the acts, there is no other state."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.registry import disclosures
from marketplace.registry.models import Freeze

Act = Freeze.Act


@dataclass(frozen=True)
class FreezeView:
    """One act as the public sees it: what, when, how many kilograms, in which public words."""

    id: int
    act: str
    act_label: str
    what: str
    batch: str
    account: UUID | None
    account_zh: str
    account_en: str
    listing: UUID | None
    kg: int | None
    public: str
    at: datetime
    open: bool
    confirmed: bool
    leaf_id: int


def _later(act: str) -> Exists:
    """Whether a later act of this kind is about the same subject."""
    same = Q(batch=OuterRef("batch")) | Q(account=OuterRef("account"))
    same |= Q(listing=OuterRef("listing"))
    return Exists(Freeze.objects.filter(same, pk__gt=OuterRef("pk"), act=act))


def open_freezes() -> QuerySet[Freeze]:
    """Return the freezes that are in force."""
    return Freeze.objects.filter(~_later(Act.UNFREEZE), act=Act.FREEZE)


def accounts() -> QuerySet:
    """Return the keys of the parties that are frozen, to be used as a subquery."""
    return open_freezes().filter(account__isnull=False).values("account")


def among(parties: Collection[int]) -> set[int]:
    """Return which of these parties are frozen: ``open_freezes`` as one plain statement, asked by every movement."""
    with connection.cursor() as cursor:
        cursor.execute(_AMONG, [list(parties)])
        return {party for (party,) in cursor.fetchall()}


_AMONG = """
    SELECT f.account_id FROM registry_freeze f
    WHERE f.act = 'freeze' AND f.account_id = ANY (%s) AND NOT EXISTS (
        SELECT FROM registry_freeze later
        WHERE later.account_id = f.account_id AND later.id > f.id AND later.act = 'unfreeze')
"""


def in_force(**subject: object) -> Freeze | None:
    """Return the freeze of ``batch=``, ``account=`` or ``listing=`` that is in force."""
    return open_freezes().filter(**subject).order_by("-pk").first()


def about(named: Mapping[str, Collection[str]]) -> QuerySet[Freeze]:
    """Return the freezes in force of things by kind (``batch``, ``account``, ``listing``) and public name."""
    batches = Q(batch__code__in=named.get("batch", ()))
    accounts = Q(account__public_id__in=named.get("account", ()))
    return open_freezes().filter(batches | accounts | Q(listing__in=named.get("listing", ())))


def unconfirmed() -> QuerySet[Freeze]:
    """Return the freezes in force that no second person has confirmed yet."""
    return open_freezes().filter(~_later(Act.CONFIRM))


def views(rows: QuerySet[Freeze]) -> tuple[FreezeView, ...]:
    """Return these acts with their public words; two queries."""
    found = list(
        rows.select_related("batch", "account").annotate(
            released=_later(Act.UNFREEZE), second=_later(Act.CONFIRM)
        )
    )
    said = disclosures.texts(row.public_digest for row in found if row.public_digest)
    return tuple(_view(row, said.get(row.public_digest, "")) for row in found)


def notices(
    *, batches: Iterable[str] = (), listings: Iterable[UUID] = (), parties: Iterable[int] = ()
) -> tuple[FreezeView, ...]:
    """Return the freezes in force that touch any of these."""
    asked = Q(batch__code__in=list(batches)) | Q(listing__in=list(listings))
    return views(open_freezes().filter(asked | Q(account__in=list(parties))).order_by("-pk"))


def _view(row: Freeze, public: str) -> FreezeView:
    account = row.account
    named = account is not None and account.kind == account.Kind.ORGANIZATION
    return FreezeView(
        id=row.pk,
        act=row.act,
        act_label=str(row.get_act_display()),
        what="batch" if row.batch else "account" if account else "listing",
        batch=row.batch.code if row.batch else "",
        account=account.public_id if account else None,
        account_zh=account.name_zh if account and named else str(account or ""),
        account_en=(account.name_en or account.name_zh)
        if account and named
        else str(account or ""),
        listing=row.listing,
        kg=row.kg,
        public=public,
        at=row.at,
        open=row.act == Act.FREEZE and not row.released,  # type: ignore[attr-defined]
        confirmed=row.second,  # type: ignore[attr-defined]
        leaf_id=row.leaf_id,
    )
