"""The public log: leaves, their positions, the tree, signed checkpoints; and what audits found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class LogLeaf(models.Model):
    """One public record, as the bytes that are hashed (RFC 6962: SHA-256 of 0x00 ‖ body)."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    kind = models.CharField(max_length=16)
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class LogPending(models.Model):
    """A leaf that waits for its position; the sealer empties this."""

    leaf = models.OneToOneField(LogLeaf, primary_key=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.pk)


class LogEntry(models.Model):
    """A leaf's place in the log, from 0 on, given once."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    position = models.BigIntegerField(primary_key=True)
    leaf = models.OneToOneField(LogLeaf, on_delete=models.PROTECT, related_name="entry")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(position__gte=0), name="entry_counts_from_zero"),
        ]

    def __str__(self) -> str:
        return str(self.position)


class LogNode(models.Model):
    """The hash of a full subtree of 2**level leaves (level 1 and up), kept so that proofs are quick."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["level", "index"], name="node_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """The log's size and root at a time, as a signed note (C2SP tlog-checkpoint)."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-size"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__gt=0), name="checkpoint_of_something"),
        ]

    def __str__(self) -> str:
        return str(self.size)


class AuditRun(models.Model):
    """One run of all the checks, and what they found; the status page shows the latest."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    at = models.DateTimeField()
    passed = models.BooleanField()
    findings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    duration_ms = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'passed' if self.passed else 'failed'}"
