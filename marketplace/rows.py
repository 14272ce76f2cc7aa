"""Writing new rows with little ado: one plain INSERT for all of them, as a purchase writes some twenty.

The ORM builds each statement anew, which takes longer than the database takes to carry it out. Here the
statement of a model is made once; fields still turn their values into the database's.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def insert(rows: Sequence[Row]) -> list[Row]:
    """Store these new rows of one model, in order, give them their keys, and return them.

    No signals, no ``save``: for tables whose only writers are our verbs. Raises IntegrityError as the database does.
    """
    if not rows:
        return []
    model = type(rows[0])
    head, values, fields, tail = _statement(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{head}{', '.join([values] * len(rows))}{tail}",
            [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in rows
                for field in fields
            ],
        )
        if tail:
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return list(rows)


@lru_cache(maxsize=64)
def _statement(
    model: type[models.Model],
) -> tuple[str, str, tuple["models.Field[object, object]", ...], str]:
    """Return the statement's beginning, one row's places, the fields that fill them, and its end."""
    key = model._meta.pk
    numbered = isinstance(key, models.AutoField | models.BigAutoField)
    fields = tuple(f for f in model._meta.concrete_fields if not (numbered and f is key))
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "
    tail = f" RETURNING {quote(str(key.column))}" if numbered and key is not None else ""
    return head, f"({', '.join(['%s'] * len(fields))})", fields, tail
