"""A quote whose total no card takes says so; orders are cancelled with two l."""

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
        ),
        migrations.AlterField(
            model_name="order",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("awaiting_approval", "waiting for approval"),
                    ("awaiting_payment", "waiting for payment"),
                    ("paid", "paid"),
                    ("fulfilled", "fulfilled"),
                    ("expired", "expired"),
                    ("canceled", "cancelled"),
                    ("failed", "failed"),
                    ("refunded", "refunded"),
                ],
                max_length=20,
            ),
        ),
    ]
