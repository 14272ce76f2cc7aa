"""The hosted payment page's requests: show, pay, answer the bank's or the wallet's question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from config.sandbox.stripe import cards, pages, paying
from config.sandbox.stripe.store import Store
from config.sandbox.stripe.words import language, word

CHALLENGE = [("pass", "challenge_ok"), ("fail", "challenge_fail")]
WALLET = [
    ("now", "wallet_now"),
    ("later", "wallet_later"),
    ("later_failing", "wallet_later_failing"),
    ("refuse", "wallet_refuse"),
]


@dataclass(frozen=True)
class Visit:
    """One request of a browser."""

    method: str
    path: str
    form: dict[str, str]
    accept_language: str


@dataclass(frozen=True)
class Page:
    """What the browser gets: HTML, or a place to go to."""

    html: str = ""
    status: int = 200
    location: str = ""


def show(store: Store, visit: Visit) -> Page:
    """Answer a visit to `/c/pay/<session>` or one of its steps."""
    found = re.fullmatch(r"/c/pay/(cs_\w+)(?:/(3ds|alipay|wechat_pay))?", visit.path)
    session = store.get(found[1], "checkout.session") if found else None
    lang = language(session["locale"] if session else None, visit.accept_language)
    if found is None or session is None:
        return Page(pages.closed_page(None, lang=lang), status=404)
    if session["status"] != "open":
        if session["status"] == "complete":
            return Page(location=_success_url(session), status=303)
        return Page(pages.closed_page(session, lang=lang), status=410)
    step = found[2]
    if step is None:
        return _card_step(store, session, visit, lang)
    if step == "3ds":
        return _challenge_step(store, session, visit, lang)
    return _wallet_step(store, session, visit, method=step, lang=lang)


def _card_step(store: Store, session: dict[str, Any], visit: Visit, lang: str) -> Page:
    if visit.method == "GET":
        problem = visit.form.get("problem", "")
        return Page(pages.checkout_page(session, lang=lang, problem=problem))
    if "card" not in session["payment_method_types"]:
        return Page(pages.checkout_page(session, lang=lang), status=400)
    entry = cards.read_entry(visit.form)
    if isinstance(entry, str):
        return Page(pages.checkout_page(session, lang=lang, problem=entry), status=402)
    outcome = paying.pay_by_card(store, session, entry)
    if outcome.kind == "challenge":
        return Page(location=f"{session['id']}/3ds", status=303)
    if outcome.kind == "declined":
        return Page(pages.checkout_page(session, lang=lang, problem=outcome.code), status=402)
    return Page(location=_success_url(session), status=303)


def _challenge_step(store: Store, session: dict[str, Any], visit: Visit, lang: str) -> Page:
    if visit.method == "GET":
        return Page(
            pages.choice_page(
                session,
                lang=lang,
                title=word("challenge_title", lang),
                note=word("challenge_note", lang),
                choices=[(value, word(key, lang)) for value, key in CHALLENGE],
            )
        )
    approved = visit.form.get("how") == "pass"
    return _after(session, paying.answer_challenge(store, session, approved=approved))


def _wallet_step(
    store: Store, session: dict[str, Any], visit: Visit, *, method: str, lang: str
) -> Page:
    if method not in session["payment_method_types"]:
        return Page(pages.closed_page(session, lang=lang), status=404)
    how = visit.form.get("how", "")
    if visit.method == "GET" or how not in dict(WALLET):
        return Page(
            pages.choice_page(
                session,
                lang=lang,
                title=word("wallet_title", lang).format(word(method, lang)),
                note=word("wallet_note", lang),
                choices=[(value, word(key, lang)) for value, key in WALLET],
            )
        )
    return _after(session, paying.pay_by_wallet(store, session, method=method, how=how))


def _after(session: dict[str, Any], outcome: paying.Outcome) -> Page:
    """Send the payer on: to the shop, or back to the choice of ways to pay."""
    if outcome.kind == "declined":
        return Page(location=f"../{session['id']}?problem={outcome.code}", status=303)
    return Page(location=_success_url(session), status=303)


def _success_url(session: dict[str, Any]) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
