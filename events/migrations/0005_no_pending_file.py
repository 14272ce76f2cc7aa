"""A file that waits to be accepted is footprint's import job."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0004_levers")]
    operations = [migrations.RemoveField("inventorydraft", "pending")]
