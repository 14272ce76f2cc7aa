"""An index by the claim that an order is to be retired for, built without locking the table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("market", "0012_buying_guards")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(models.F("retirement_intent__claim__ref"), name="order_by_claim"),
        ),
    ]
