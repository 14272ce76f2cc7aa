"""Webhook deliveries: signed, retried with growing pauses, resumed after a restart."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from config.sandbox.stripe import checkout, paying, refunds
from config.sandbox.stripe.store import Store

TICK = 0.1
TIMEOUT = 10.0
MOST_ATTEMPTS = 16
LONGEST_PAUSE = 60.0


def signature(body: bytes, secret: str, *, at: int) -> str:
    """Return the Stripe-Signature header for a body signed at a Unix time."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


@dataclass(frozen=True)
class Delivery:
    """One copy of an event on its way."""

    id: int
    body: str
    attempts: int
    signing: str


class Courier:
    """A thread that ends what is due: delayed payments, refunds, expiries and deliveries."""

    def __init__(self, store: Store, *, url: str, secret: str) -> None:
        self._store = store
        self._url = url
        self._secret = secret
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="webhook")
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._next_sweep = 0.0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being sent and end."""
        self._stop.set()
        self._thread.join(timeout=TIMEOUT)
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stop.wait(TICK):
            self._do_jobs()
            if self._url:
                for delivery in self._claim():
                    self._pool.submit(self._send, delivery)

    def _do_jobs(self) -> None:
        store = self._store
        with store.transaction():
            if time.time() >= self._next_sweep:
                checkout.expire_overdue(store)
                self._next_sweep = time.time() + 2
            for job_id, verb, target in store.due_jobs():
                store.run("delete from jobs where id = ?", job_id)
                if verb in ("settle", "fail"):
                    paying.settle_later(store, target, succeeds=verb == "settle")
                else:
                    refunds.settle(store, target, succeeds=verb == "refund_pending")

    def _claim(self) -> list[Delivery]:
        with self._store.transaction():
            rows = self._store.run(
                "update deliveries set status = 'sending', attempts = attempts + 1 where id in "
                "(select id from deliveries where status = 'due' and due_at <= ? "
                "order by due_at, id limit 20) returning id, body, attempts, signing",
                time.time(),
            )
        return [Delivery(*row) for row in sorted(rows)]

    def _send(self, delivery: Delivery) -> None:
        answer = self._post(delivery)
        arrived = answer.startswith("2")
        gives_up = delivery.attempts >= MOST_ATTEMPTS or delivery.signing != "good"
        pause = min(2.0 ** (delivery.attempts - 1), LONGEST_PAUSE)
        self._store.run(
            "update deliveries set status = ?, answer = ?, due_at = ? where id = ?",
            "sent" if arrived else "failed" if gives_up else "due",
            answer, time.time() + pause, delivery.id,
        )  # fmt: skip

    def _post(self, delivery: Delivery) -> str:
        """Send one copy; return the HTTP status, or what went wrong."""
        body = delivery.body.encode()
        secret = "whsec_of_somebody_else" if delivery.signing == "forged" else self._secret
        at = int(time.time()) - (3600 if delivery.signing == "stale" else 0)
        request = urllib.request.Request(
            self._url,
            data=body,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                "Stripe-Signature": signature(body, secret, at=at),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                return str(response.status)
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError as error:
            return f"unreachable: {error}"
