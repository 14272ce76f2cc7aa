"""Leaves of a made-up but consistent ledger, without the rows behind them: for the log alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

SELLERS = 50
A_BATCH = 10**12


def records(count: int, *, start: int = 0) -> Iterator[dict[str, Any]]:
    """Yield so many records from a number on: issuances first, then purchases of five leaves each."""
    for number in range(start, start + count):
        if number < 2 * SELLERS:
            yield _issue(number // 2) if number % 2 == 0 else _issued(number // 2)
        else:
            yield _purchase(number - 2 * SELLERS)


def _batch(number: int) -> str:
    return f"BULK-{number:04d}-2024-01"


def _id(number: int) -> str:
    return str(UUID(int=random.Random(number).getrandbits(128), version=4))


def _time(number: int) -> str:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _digest(number: int) -> str:
    return f"{number * 0x9E3779B97F4A7C15 % 2**256:064x}"


def _issue(number: int) -> dict[str, Any]:
    return {
        "kind": "issuance", "batch": _batch(number), "project": "bulk", "methodology": "sz-travel",
        "methodology_version": "2021", "scheme": "sz-upstream", "period": ["2024-01-01", "2024-12-31"],
        "kg": A_BATCH, "serials": [1, A_BATCH], "increment_kg": 1, "upstream_serial": f"SZ-{number}",
        "evidence": _digest(number), "at": _time(number), "private": _digest(number + 1),
    }  # fmt: skip


def _issued(number: int) -> dict[str, Any]:
    return _movement(number, "issue", number, A_BATCH, None, [_id(number), "available"])


def _purchase(number: int) -> dict[str, Any]:
    """The leaves of a purchase in their order: sold, taken out, retired, withdrawn upstream, stated."""
    purchase, step = divmod(number, 5)
    seller, kg = purchase % SELLERS, 7
    retirement, owner = _id(10**9 + purchase), _id(10**6 + purchase % 1000)
    first = 1 + purchase // SELLERS * kg
    there = [owner, "available"]
    if step == 0:
        return _movement(number, "transfer", seller, kg, [_id(seller), "available"], there)
    if step == 1:
        return _movement(number, "retire", seller, kg, there, None)
    if step == 2:
        return {
            "kind": "retirement", "id": retirement, "owner": owner, "beneficiary": owner, "kg": kg,
            "purpose": "event", "jurisdiction": "CN-GD", "reason": _digest(number),
            "claim": {"kind": "event", "period": "2026-09-18/2026-09-19",
                      "title_zh": {"sha256": _digest(number + 1)},
                      "title_en": {"sha256": _digest(number + 2)}},
            "blocks": [[_batch(seller), first, first + kg - 1]], "demo": True, "at": _time(number),
            "private": _digest(number + 3),
        }  # fmt: skip
    if step == 3:
        return {
            "kind": "upstream", "retirement": retirement, "batch": _batch(seller),
            "state": "withdrawn", "requested_at": None, "decided_at": _time(number),
            "proof_number": "W-1", "proof_date": None, "proof_sha256": "", "made_good_by": None,
            "private": _digest(number),
        }  # fmt: skip
    return {
        "kind": "statement", "retirement": retirement, "revision": 1, "statement": _digest(number),
    }  # fmt: skip


def _movement(
    number: int, act: str, seller: int, kg: int, source: list[str] | None, target: list[str] | None
) -> dict[str, Any]:
    return {
        "kind": "movement", "batch": _batch(seller), "act": act, "from": source, "to": target,
        "kg": kg, "at": _time(number), "private": _digest(number),
    }  # fmt: skip
