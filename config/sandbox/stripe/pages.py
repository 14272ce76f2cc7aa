"""HTML of the hosted payment page: plain forms, no script, everything escaped."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from config.sandbox.stripe.cards import CARDS
from config.sandbox.stripe.words import word

SHOWN = (
    "4242424242424242", "4000002500003155", "4000002760003184", "4000000000000002",
    "4000000000009995", "4000000000000069", "4000008400001629", "4000000000000259",
)  # fmt: skip

FONTS = "/static/css/fonts.css"
"""The site's own faces, through whose port these pages are read; without it the system's do."""
STYLE = Path(__file__).with_name("style.css").read_text()


def money(amount: int, currency: str) -> str:
    """Write an amount in the smallest unit with its sign: 123450 cny → ¥1,234.50."""
    sign = {"cny": "¥", "usd": "US$", "hkd": "HK$", "eur": "€"}.get(
        currency, currency.upper() + " "
    )
    return f"{sign}{amount // 100:,}.{amount % 100:02d}"


def checkout_page(session: dict[str, Any], *, lang: str, problem: str = "") -> str:
    """Return the page on which a payer chooses a way to pay; `problem` is an error code."""
    here = session["id"]
    parts = [_problem(problem, lang)] if problem else []
    if "card" in session["payment_method_types"]:
        parts.append(_card_form(session, lang))
    for method in ("alipay", "wechat_pay"):
        if method in session["payment_method_types"]:
            label = word("go_wallet", lang).format(word(method, lang))
            parts.append(
                f'<section><form method="get" action="{here}/{method}">'
                f'<button class="plain">{escape(label)}</button></form></section>'
            )
    if "card" in session["payment_method_types"]:
        parts.append(_numbers(lang))
    return page(word("pay", lang), lang, "".join(parts), side=_summary(session, lang))


def choice_page(
    session: dict[str, Any], *, lang: str, title: str, note: str, choices: list[tuple[str, str]]
) -> str:
    """Return a page with one button per way it may end, posted back to itself as `how`."""
    buttons = "".join(
        f'<button name="how" value="{value}"{" class=plain" * bool(number)}>{escape(text)}</button>'
        for number, (value, text) in enumerate(choices)
    )
    body = (
        f"<section><h1>{escape(title)}</h1><p>{escape(note)}</p>"
        f'<form method="post">{buttons}</form></section>'
    )
    return page(title, lang, body, side=_summary(session, lang), up="../../../")


def closed_page(session: dict[str, Any] | None, *, lang: str) -> str:
    """Return the page of a session that cannot be paid any more."""
    back = _back_link(session, lang) if session else ""
    body = (
        f"<section><h1>{escape(word('closed_title', lang))}</h1>"
        f"<p>{escape(word('closed_note', lang))}</p>{back}</section>"
    )
    return page(word("closed_title", lang), lang, body)


def page(title: str, lang: str, body: str, *, side: str = "", up: str = "../../") -> str:
    """Wrap a page; `up` leads from its folder to the sandbox's root."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)} · {escape(word('sandbox', lang))}</title>"
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{FONTS}">'
        f'<link rel="stylesheet" href="{up}style.css"></head><body>'
        f'<p class="bar"><b>{escape(word("sandbox", lang))}</b>'
        f"{escape(word('sandbox_note', lang))}</p>"
        f"<main>{side}<div>{body}</div></main></body></html>"
    )


def _summary(session: dict[str, Any], lang: str) -> str:
    total = money(session["amount_total"], session["currency"])
    rows = "".join(
        f"<dt>{escape(line['description'])}</dt>"
        f"<dd>{money(line['amount_total'], line['currency'])}</dd>"
        for line in session["_lines"]
    )
    return (
        f'<div class="side"><p class="dim">{escape(word("total", lang))}</p>'
        f'<p class="sum">{total}</p><dl>{rows}</dl>{_back_link(session, lang)}</div>'
    )


def _back_link(session: dict[str, Any], lang: str) -> str:
    target = session.get("cancel_url")
    if not target:
        return ""
    return f'<p><a href="{escape(target)}">← {escape(word("back", lang))}</a></p>'


def _problem(code: str, lang: str) -> str:
    return (
        f'<div class="problem" role="alert"><strong>{escape(word("problem", lang))}</strong><br>'
        f'<span data-code="{escape(code)}">{escape(word(code, lang))}</span></div>'
    )


def _card_form(session: dict[str, Any], lang: str) -> str:
    total = money(session["amount_total"], session["currency"])
    return (
        f'<section><form method="post" action="{session["id"]}">'
        f"<h1>{escape(word('card', lang))}</h1>"
        + _input("card_number", lang, 'inputmode="numeric" autocomplete="off" required '
                 'placeholder="4242 4242 4242 4242"')
        + '<div class="pair">'
        + _input("expiry", lang, 'inputmode="numeric" autocomplete="off" value="12/34"')
        + _input("cvc", lang, 'inputmode="numeric" autocomplete="off" value="123"')
        + "</div>"
        + _input("name", lang, 'autocomplete="off"')
        + f"<button>{escape(word('pay', lang))} {total}</button></form></section>"
    )  # fmt: skip


def _input(name: str, lang: str, attributes: str) -> str:
    return f'<label>{escape(word(name, lang))}<input name="{name}" {attributes}></label>'


def _numbers(lang: str) -> str:
    rows = "".join(
        f"<tr><td><code>{' '.join(number[i : i + 4] for i in range(0, 16, 4))}</code></td>"
        f"<td>{escape(_effect(number, lang))}</td></tr>"
        for number in SHOWN
    )
    return (
        f"<section><h2>{escape(word('numbers', lang))}</h2>"
        f'<p class="dim">{escape(word("any", lang))}</p>'
        f"<table class=cards><tr><th>{escape(word('number', lang))}</th>"
        f"<th>{escape(word('effect', lang))}</th></tr>{rows}</table></section>"
    )


def _effect(number: str, lang: str) -> str:
    card = CARDS[number]
    outcome = word(card.decline_code or "", lang) if card.code else word("ok", lang)
    if card.disputed:
        outcome += word("disputed", lang)
    return f"3-D Secure → {outcome}" if card.challenge else outcome
