"""The demo's points.

A made-up rule that says so, an operator, a citizen's consent, a released file and one that waits.
"""

import uuid
from datetime import date, timedelta
from typing import Any

from accounts.parties import party_for_user
from demo.cast import Cast, content
from marketplace import clock
from marketplace.points import consents, imports, ledger, linking, rules
from marketplace.points.models import Operator
from marketplace.registry.models import Methodology

HEAD = "记录编号,会员编号,行为,日期,减排量（克）\n"


def load(cast: Cast) -> None:
    """Make the story, unless it is there."""
    data = content("points")
    number = data["operator"]["registration_number"]
    if Operator.objects.filter(registration_number=number).exists():
        return
    today = clock.now().astimezone(clock.SHENZHEN).date()
    for row in data["rule"]:
        _rule(row, cast, today=today)
    operator = _operator(data["operator"], cast)
    account = party_for_user(cast.user(data["consent"]["person"]))
    member = data["consent"]["member_number"]
    consents.give(
        account,
        operator,
        member_number=member,
        code=linking.code(number, member),
        now=clock.now() - timedelta(days=data["consent"]["days_ago"]),
    )
    before = clock.now() - timedelta(days=3)
    released, _waiting = (
        imports.bring_in(
            operator,
            name=file["name"],
            content=_csv(file["rows"], today=today),
            actor=cast.user("registrar"),
            now=before if file["released"] else None,
        )
        for file in data["file"]
    )
    imports.release(released, actor=cast.user("registrar2"), now=before)
    # A fixed key, as a form would have given one.
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{number}")
    ledger.redeem(
        account,
        operator_code=operator.redeem_code,
        points=data["redeem"]["points"],
        key=key,
        now=clock.now() - timedelta(days=2),
    )


def _rule(row: dict[str, Any], cast: Cast, *, today: date) -> None:
    facts = {key: value for key, value in row.items() if key != "methodology"}
    draft = rules.Draft(
        methodology=Methodology.objects.get(code=row["methodology"]),
        valid_from=date(today.year, 1, 1),
        valid_to=date(today.year + 1, 12, 31),
        made_up=True,
        **facts,
    )
    rules.publish(rules.write(draft, actor=cast.user("registrar")), actor=cast.user("registrar2"))


def _operator(row: dict[str, Any], cast: Cast) -> Operator:
    facts = {key: value for key, value in row.items() if key != "organization"}
    organization = cast.organizations[row["organization"]]
    return consents.register(organization, **facts, is_demo=True, actor=cast.user("registrar"))


def _csv(rows: list[list[Any]], *, today: date) -> bytes:
    """Write rows of (id, member, behaviour, how many days ago, grams) as an operator's app would."""
    lines = (
        f"{row_id},{member},{behaviour},{(today - timedelta(days=ago)).isoformat()},{grams}\n"
        for row_id, member, behaviour, ago, grams in rows
    )
    return (HEAD + "".join(lines)).encode()
