"""Drawing serial numbers: what leaves circulation gets its numbers from the batch's cursor."""

from collections.abc import Mapping

from django.db import connection

from marketplace.failpoints import reach
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import CreditBatch, SerialBlock


def draw(kilograms: Mapping[int, int], batches: Mapping[int, CreditBatch]) -> list[SerialBlock]:
    """Take the next serials of each batch and return the unsaved blocks, by batch id.

    ``kilograms`` says how many per batch id. One guarded UPDATE moves a cursor; it waits for whoever
    draws from the same batch, and refuses a frozen one. Call with the holdings locked. Raises
    LedgerError ``batch_frozen`` or ``quantity_exceeds_available``.
    """
    blocks = [_draw(batches[batch_id], kilograms[batch_id]) for batch_id in sorted(kilograms)]
    reach("serials_drawn")
    return blocks


def _draw(batch: CreditBatch, kg: int) -> SerialBlock:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE registry_creditbatch SET next_serial = next_serial + %(kg)s
            WHERE id = %(id)s AND status = 'active' AND next_serial + %(kg)s <= last_serial + 1
            RETURNING next_serial - %(kg)s
            """,
            {"id": batch.pk, "kg": kg},
        )
        row = cursor.fetchone()
    if row is None:
        raise _refusal(batch, kg)
    first = row[0]
    return SerialBlock(
        batch=batch,
        batch_first=batch.first_serial,
        batch_last=batch.last_serial,
        prev_last=None if first == batch.first_serial else first - 1,
        first=first,
        last=first + kg - 1,
    )


def _refusal(batch: CreditBatch, kg: int) -> LedgerError:
    now = CreditBatch.objects.get(pk=batch.pk)
    if now.status == CreditBatch.Status.FROZEN:
        return LedgerError("batch_frozen", batch=batch.code)
    left = now.last_serial + 1 - now.next_serial
    return LedgerError(
        "quantity_exceeds_available", available_kg=left, requested_kg=kg, batch=batch.code
    )
