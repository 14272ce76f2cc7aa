"""A methodology that an authority filed elsewhere is recorded by one registrar and accepted by another."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models


GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = "DROP FUNCTION registry_act_second_person CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0014_after_the_fact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='methodologyact',
            name='methodology_act_shape',
        ),
        migrations.RemoveConstraint(
            model_name='methodologyact',
            name='methodology_act_once',
        ),
        migrations.AlterField(
            model_name='methodologyact',
            name='act',
            field=models.CharField(choices=[('filed', 'filed'), ('recorded', 'filed elsewhere, recorded here'), ('superseded', 'superseded'), ('accepted', 'accepted for credits'), ('stopped', 'no new credits')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='methodologyact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['filed', 'recorded']), ('document_sha256__regex', '^[0-9a-f]{64}$'), ('successor', None)), models.Q(('act', 'superseded'), ('document_sha256', ''), ('successor__isnull', False)), models.Q(('act__in', ['accepted', 'stopped']), ('document_sha256', ''), ('successor', None)), _connector='OR'), name='methodology_act_shape'),
        ),
        migrations.AddConstraint(
            model_name='methodologyact',
            constraint=models.UniqueConstraint(condition=models.Q(('act__in', ['filed', 'recorded', 'superseded'])), fields=('version', 'act'), name='methodology_act_once'),
        ),
        migrations.RunSQL(GUARDS, REMOVE),
    ]
