"""Claims and declarations are evidence: written once, never changed, not even by a mistake of ours."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("registry", "0002_guards")]
    operations = [
        migrations.RunSQL(
            "SELECT evidence_protect('events_claim', 'UPDATE OR DELETE');"
            "SELECT evidence_protect('events_declaration', 'UPDATE OR DELETE');",
            migrations.RunSQL.noop,
        )
    ]
