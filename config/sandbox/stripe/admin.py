"""`/faults`: what was delivered, and what shall go wrong, as a page and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any

from config.sandbox.stripe import checkout, events, faults, paying
from config.sandbox.stripe.pages import page
from config.sandbox.stripe.store import Store
from config.sandbox.stripe.wire import ApiError, no_such

LABELS: dict[str, tuple[str, str]] = {
    "duplicate": ("每个通知额外重复的次数", "Extra copies of each notice"),
    "delay": ("每个通知延迟的秒数", "Seconds before each notice"),
    "drop": ("丢失的比例（0–1）", "Share of notices that are lost (0–1)"),
    "reorder": ("打乱通知的先后次序", "Shuffle the notices"),
    "forge": ("另发一份签名错误、金额不同的伪造通知", "Also send a forged copy with another sum"),
    "stale": ("另发一份一小时前签名的通知", "Also send a copy signed an hour ago"),
    "api_errors": ("接下来报错（500）的接口调用次数", "How many of the next API calls fail (500)"),
    "settle_seconds": ("延迟到账的秒数", "Seconds until a delayed payment settles"),
}
TITLES = {
    "en": ("Faults", "Set", "Deliveries", ("Type", "State", "Attempts", "Signature", "Answer")),
    "zh": ("故障开关", "保存", "通知投递", ("类型", "状态", "次数", "签名", "应答")),
}
COLUMNS = "d.id, d.event_id, d.body ->> '$.type', d.status, d.attempts, d.signing, d.answer"


def as_json(store: Store) -> dict[str, Any]:
    """Return the switches and the last hundred deliveries."""
    names = ("id", "event", "type", "status", "attempts", "signing", "answer")
    rows = [dict(zip(names, row, strict=True)) for row in _deliveries(store)]
    return {"faults": asdict(faults.current(store)), "deliveries": rows}


def act(store: Store, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set switches, or `expire` or `dispute` a session, or `resend` an event."""
    with store.transaction():
        if "expire" in wanted:
            checkout.expire(store, str(wanted["expire"]))
        elif "dispute" in wanted:
            paying.dispute(store, _charge_of(store, str(wanted["dispute"])))
        elif "resend" in wanted:
            event = store.get(str(wanted["resend"]), "event")
            if event is None:
                raise no_such("event", str(wanted["resend"]))
            events.resend(store, event)
        else:
            faults.change(store, dict(wanted))
    return as_json(store)


def from_form(form: dict[str, str]) -> dict[str, Any]:
    """Read the page's form, where an unticked box is missing."""
    defaults = asdict(faults.Faults())
    wanted: dict[str, Any] = {"reset": True}
    for name, default in defaults.items():
        raw = form.get(name, "")
        if isinstance(default, bool):
            wanted[name] = raw == "on"
        elif raw:
            try:
                wanted[name] = type(default)(raw)
            except ValueError as error:
                raise ApiError(400, f"Not a number: {raw}", param=name) from error
    return wanted


def as_page(store: Store, lang: str) -> str:
    """Return the page with the switches and the deliveries; `lang` as from `words.language`."""
    chinese = lang.startswith("zh")
    title, button, deliveries, heads = TITLES["zh" if chinese else "en"]
    fields = "".join(
        f"<label>{_control(name, value, LABELS[name][0 if chinese else 1])}</label>"
        for name, value in asdict(faults.current(store)).items()
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row[2:]) + "</tr>"
        for row in _deliveries(store)
    )
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = (
        f'<section><h1>{title}</h1><form method="post" action="faults">{fields}'
        f"<button>{button}</button></form></section><section><h2>{deliveries}</h2>"
        f'<div class="wide"><table><tr>{head}</tr>{rows}</table></div></section>'
    )
    return page(title, lang, body, up="")


def _control(name: str, value: Any, label: str) -> str:
    if isinstance(value, bool):
        ticked = " checked" if value else ""
        return f'<input type="checkbox" name="{name}"{ticked}>{escape(label)}'
    return f'{escape(label)}<input name="{name}" value="{value}" inputmode="decimal">'


def _deliveries(store: Store) -> list[tuple[Any, ...]]:
    return store.run(f"select {COLUMNS} from deliveries d order by d.id desc limit 100")


def _charge_of(store: Store, session_id: str) -> dict[str, Any]:
    session = checkout.retrieve(store, session_id)
    intent = store.get(session["payment_intent"] or "", "payment_intent")
    charge = store.get((intent or {}).get("latest_charge") or "", "charge")
    if charge is None:
        raise ApiError(400, "This session has no charge to dispute.")
    return charge
