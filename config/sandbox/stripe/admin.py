"""`/faults`: what was delivered, and what shall go wrong, as a page and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any

from config.sandbox.stripe import checkout, events, faults, paying
from config.sandbox.stripe.pages import page
from config.sandbox.stripe.store import Store
from config.sandbox.stripe.wire import ApiError, no_such

COLUMNS = "d.id, d.event_id, o.body ->> '$.type', d.status, d.attempts, d.signing, d.answer"


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


def as_page(store: Store) -> str:
    """Return the page with the switches and the deliveries."""
    fields = "".join(
        f"<label>{escape(name)}{_control(name, value)}</label>"
        for name, value in asdict(faults.current(store)).items()
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row[2:]) + "</tr>"
        for row in _deliveries(store)
    )
    body = (
        f'<section><h1>Faults</h1><form method="post" action="faults">{fields}'
        "<button>Set</button></form></section><section><h2>Deliveries</h2><table>"
        "<tr><th>type</th><th>status</th><th>attempts</th><th>signing</th><th>answer</th></tr>"
        f"{rows}</table></section>"
    )
    return page("Faults", "en", body, up="")


def _control(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f'<input type="checkbox" name="{name}"{" checked" if value else ""}>'
    return f'<input name="{name}" value="{value}" inputmode="decimal">'


def _deliveries(store: Store) -> list[tuple[Any, ...]]:
    return store.run(
        f"select {COLUMNS} from deliveries d left join objects o on o.id = d.event_id "
        "order by d.id desc limit 100"
    )


def _charge_of(store: Store, session_id: str) -> dict[str, Any]:
    session = checkout.retrieve(store, session_id)
    intent = store.get(session["payment_intent"] or "", "payment_intent")
    charge = store.get((intent or {}).get("latest_charge") or "", "charge")
    if charge is None:
        raise ApiError(400, "This session has no charge to dispute.")
    return charge
