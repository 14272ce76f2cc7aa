"""The same acts through the verbs, on a real database, and the state as the database says it."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from accounts.models import User
from marketplace.errors import MarketError
from marketplace.market import listings, orders, quotes, terms
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.models import Listing, Order, Quote
from marketplace.payments import refunds
from marketplace.payments.models import Payment
from marketplace.payments.ports import Notice, State
from marketplace.payments.settlement import Settled, settle
from marketplace.registry import auditing, freezes, ledger, log, upstream
from marketplace.registry.models import CreditBatch, Holding, RetirementUpstream, SerialBlock
from tests import cast
from tests.market import stall
from tests.registry import supply
from tests.walks.model import ISSUED, PARTIES, STEPS, Act

CODES = ("91440300MA5GXHE01P", "91440300MA5HNEXP08", "91440300708461136T")


class Real:
    """Three verified organizations and two batches; things are found by the keys of whoever asks."""

    def __init__(self) -> None:
        self.buyers = [self._buyer(number) for number in range(PARTIES)]
        self.parties = [buyer.party for buyer in self.buyers]
        self.batches = [
            supply.batch(self.parties[number], kg, increment_kg=STEPS[number])
            for number, kg in enumerate(ISSUED)
        ]
        self.staff = [supply.user("supervisor"), supply.user("second-supervisor")]
        self.found: dict[str, Any] = {}

    @staticmethod
    def _buyer(number: int) -> Buyer:
        user = User.objects.create(email=f"walker-{number}@people.example")
        organization = cast.verified_organization(
            founder=user, name_zh=f"机构{number}", name_en=f"Body {number}", uscc=CODES[number]
        )
        return of_user(user, organization)

    def perform(self, act: Act) -> bool:
        """Do the act in a transaction of its own; say whether it was accepted."""
        try:
            with transaction.atomic():
                return getattr(self, f"_{act.name}")(*act.args) is not False
        except MarketError:
            return False

    def _offer(self, key: str, batch: int, seller: int, kg: int) -> None:
        offer = listings.Offer(quantity_kg=kg, price_fen=3_620, increment_kg=STEPS[batch])
        made = listings.draft(self.batches[batch], self.parties[seller], offer)
        self.found[key] = listings.activate(made, actor=self.buyers[seller].user)

    def _pause(self, key: str) -> None:
        listings.pause(self.found[key], actor=None)

    def _resume(self, key: str) -> None:
        listings.resume(self.found[key], actor=None)

    def _withdraw(self, key: str) -> None:
        listings.withdraw(self.found[key], actor=None)

    def _quote(self, key: str, listing: str, buyer: int, kg: int) -> None:
        plan = stall.plan((self.found[listing], kg))
        self.found[key] = quotes.make(plan, self.buyers[buyer])

    def _release(self, key: str) -> bool:
        return quotes.release(self.found[key])

    def _order(self, key: str, quote: str, retire: bool) -> None:
        made = self.found[quote]
        buyer = of_user(made.created_by, made.organization)
        party = buyer.party
        order = orders.place(
            made, payer=party, owner=party, retire=stall.intent(party) if retire else None,
            organization=made.organization, actor=made.created_by,
        )  # fmt: skip
        Payment.objects.create(
            order=order, provider="stripe", number=1, reference=f"walk-{order.pk}",
            amount=order.total, created_at=order.created_at, expires_at=order.hold_until,
        )  # fmt: skip
        self.found[key] = order

    def _cancel_order(self, key: str) -> None:
        orders.cancel(self.found[key], actor=None)

    def _expire(self, key: str) -> bool:
        order = self.found[key]
        return orders.expire(order.pk, order.hold_until)

    def _pay(self, key: str) -> bool:
        payment = Payment.objects.get(order=self.found[key])
        notice = Notice(
            "stripe", payment.reference, f"cs_{payment.pk}", State.SUCCEEDED,
            terms.in_fen(payment.amount), "CNY",
        )  # fmt: skip
        return settle(notice) is Settled.PAID

    def _fulfil(self, key: str) -> None:
        orders.fulfil(self.found[key].pk)

    def _refund(self, key: str) -> None:
        payment = Payment.objects.get(order=self.found[key])
        refunds.give_back(payment, source="admin", reason="walk", actor=self.staff[0])

    def _transfer(self, batch: int, giver: int, taker: int, kg: int) -> None:
        sale = ledger.Sale(
            self.batches[batch].pk, self.parties[giver].pk, self.parties[taker].pk, kg
        )
        ledger.transfer(lines=[sale], subject=supply.ORDER)

    def _retire(self, key: str, batch: int, party: int, kg: int) -> None:
        self.found[key] = (
            supply.retire(self.batches[batch], self.parties[party], kg, ref=f"walk:{key}"),
            self.batches[batch],
        )

    def _cancel(self, batch: int, party: int, kg: int) -> None:
        line = ledger.Line(self.batches[batch].pk, self.parties[party].pk, kg)
        ledger.cancel(
            owner=self.parties[party], lines=[line], reason="walk", subject="cancellation:1"
        )

    def _request_upstream(self, key: str) -> None:
        retirement, batch = self.found[key]
        upstream.request(retirement=retirement, batch=batch, actor=self.staff[0])

    def _confirm_upstream(self, key: str) -> None:
        retirement, batch = self.found[key]
        upstream.withdrawn(
            retirement=retirement, batch=batch, proof_number="P-1", proof_date=supply.today(),
            proof=b"scan", actor=self.staff[1], covers_several=True,
        )  # fmt: skip

    def _refuse_upstream(self, key: str) -> None:
        retirement, batch = self.found[key]
        upstream.refused(retirement=retirement, batch=batch, actor=self.staff[1])

    def _freeze(self, batch: int) -> None:
        freezes.freeze(batch=self.batches[batch], reason="walk", actor=self.staff[0])

    def _unfreeze(self, batch: int) -> None:
        freezes.unfreeze(
            batch=self.batches[batch], reason="walk", requested_by=self.staff[0],
            approved_by=self.staff[1],
        )  # fmt: skip

    def _seal(self) -> None:
        log.seal()

    def state(self) -> dict[str, Any]:
        """The same shape as ``Model.state``, read from the tables."""
        places = {batch.pk: number for number, batch in enumerate(self.batches)}
        people = {party.pk: number for number, party in enumerate(self.parties)}
        kg = {
            (places[row.batch_id], people[row.account_id], name): getattr(row, f"{name}_kg")
            for row in Holding.objects.all()
            for name in ("available", "listed", "held")
            if getattr(row, f"{name}_kg")
        }
        gone: dict[tuple[int, str], int] = {}
        for block in SerialBlock.objects.all():
            how = (places[block.batch_id], "retired" if block.retirement_id else "cancelled")
            gone[how] = gone.get(how, 0) + block.last - block.first + 1
        frozen = CreditBatch.objects.filter(status="frozen").values_list("pk", flat=True)
        return {
            "kg": kg,
            "gone": gone,
            "frozen": sorted(places[pk] for pk in frozen),
            "listings": self._rows(Listing, ("status", "listed_kg", "held_kg", "sold_kg")),
            "quotes": {
                key: "consumed" if used else "released" if released else "open"
                for key, (used, released) in self._rows(
                    Quote, ("consumed_at", "released_at")
                ).items()
            },
            "orders": {key: row[0] for key, row in self._rows(Order, ("status",)).items()},
            "upstream": self._upstream_rows(),
        }

    def _rows(self, model: Any, columns: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
        keys = {row.pk: key for key, row in self.found.items() if type(row) is model}
        rows = model.objects.filter(pk__in=keys).values_list("pk", *columns)
        return {keys[pk]: tuple(values) for pk, *values in rows}

    def _upstream_rows(self) -> dict[str, str]:
        keys = {row[0].pk: key for key, row in self.found.items() if isinstance(row, tuple)}
        rows = RetirementUpstream.objects.filter(retirement__in=keys)
        return {keys[pk]: state for pk, state in rows.values_list("retirement_id", "state")}


def violations() -> list[str]:
    """Ask every invariant of all apps; return the names of those that don't hold."""
    broken = []
    for asked in auditing.invariants():
        with connection.cursor() as cursor:
            cursor.execute(asked.query)
            if cursor.fetchone() is not None:
                broken.append(asked.name)
    return broken
