"""Points on their way, made through the verbs: an operator, a rule, consents, files."""

import uuid
from datetime import date, datetime, timedelta

from accounts.parties import party_for_user
from marketplace import clock
from marketplace.points import consents, imports, ledger, linking, rules
from marketplace.registry.models import Methodology

HEAD = "row_id,member_number,behaviour,day,grams\n"
CODES = "ABCDEFGHJKMNPQRS"


def today() -> date:
    return clock.now().astimezone(clock.SHENZHEN).date()


def draft(**changes) -> rules.Draft:
    """A rule for metro rides: 100 g a point, from last year to next year."""
    methodology, _made = Methodology.objects.get_or_create(
        code="sz-travel", defaults={"name_zh": "低碳出行", "name_en": "Low-carbon travel"}
    )
    facts = {
        "behaviour": "metro",
        "methodology": methodology,
        "grams_per_point": 100,
        "life_days": 365,
        "valid_from": today() - timedelta(days=365),
        "valid_to": today() + timedelta(days=365),
        "source_zh": "演示规则",
        "source_en": "Demonstration rule",
    }
    return rules.Draft(**(facts | changes))


def rule(registrar, second_registrar, **changes):
    """A published rule."""
    made = rules.write(draft(**changes), actor=registrar)
    rules.publish(made, actor=second_registrar)
    return made


def operator(organization, registrar):
    """A registered operator."""
    return consents.register(
        organization, app_zh="鹏城出行", app_en="Pengcheng Go", registration_number="SZ-APP-1", actor=registrar
    )  # fmt: skip


def consent(person, operator, member: str = "M0001", *, days_ago: int = 30):
    """A person's consent, given some days ago."""
    return consents.give(
        party_for_user(person),
        operator,
        member_number=member,
        code=linking.code(operator.registration_number, member),
        now=clock.now() - timedelta(days=days_ago),
    )


def file(*rows: tuple) -> bytes:
    """A CSV of (row id, member, behaviour, day, grams)."""
    return (HEAD + "".join(",".join(map(str, row)) + "\n" for row in rows)).encode()


def earned(
    person, operator, registrar, second_registrar, *, grams: int = 1234, row_id: str = "r-1"
):
    """A person's points by one released row."""
    content = file((row_id, "M0001", "metro", today() - timedelta(days=1), grams))
    made = imports.bring_in(operator, name=f"{row_id}.csv", content=content, actor=registrar)
    imports.release(made, actor=second_registrar)
    return party_for_user(person)


def redeem(account, operator, points: int, *, now: datetime | None = None, key=None):
    """Points used at the operator."""
    return ledger.redeem(
        account, operator_code=operator.redeem_code, points=points, key=key or uuid.uuid4(), now=now
    )
