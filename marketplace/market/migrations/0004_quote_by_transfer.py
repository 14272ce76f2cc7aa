"""A quote whose total no card takes says so."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("market", "0003_alter_listing_status_alter_order_status")
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AlterField(
            model_name="quote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("card", "card"),
                    ("transfer", "bank transfer"),
                    ("office", "quotation"),
                ],
                default="card",
                max_length=8,
            ),
        )
    ]
