"""What the marketplace's apps share: messages to be acted on, and answers already given."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    """One thing to be done after a transaction, written in that transaction.

    ``key`` is unique per kind: asking twice is asking once. ``due_at`` moves back with each failed
    attempt; after the last one ``dead_at`` is set and a person looks at it.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key"], name="outbox_asked_once"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dead_at=None), name="outbox_done_or_dead"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(done_at=None, dead_at=None),
                name="outbox_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class IdempotencyKey(models.Model):
    """The answer once given to a client's key, written in the same transaction as what it did."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
