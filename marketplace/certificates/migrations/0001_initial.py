"""The paper of a statement, and what became known afterwards."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="CertificateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField(null=True)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("checkpoint_size", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="registry.statement"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="file_sha256"),
                    models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
                    models.CheckConstraint(
                        condition=Q(content__isnull=False, erased_at=None) | Q(content=None, erased_at__isnull=False),
                        name="file_whole_or_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Annotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("money_returned", "money returned after the retirement"),
                            ("money_disputed", "payment disputed after the retirement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reference", models.CharField(max_length=120, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "retirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="registry.retirement",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["money_returned", "money_disputed"]), name="annotation_kind_known"
                    ),
                ],
            },
        ),
    ]
