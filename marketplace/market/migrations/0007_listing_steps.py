"""A seller's steps that a second person takes, and the trigger that keeps them."""

import uuid
from pathlib import Path

import django.db.models.deletion
import djmoney.models.fields
from django.conf import settings
from django.db import migrations, models


GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION market_listingstep_guard CASCADE;
DROP TRIGGER evidence_rows ON market_listingstep;
DROP TRIGGER evidence_table ON market_listingstep;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0006_freeze_guards'),
        ('registry', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ListingStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('act', models.CharField(choices=[('activate', 'put up for sale'), ('price', 'change the price')], max_length=8)),
                ('price_per_tonne_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3, null=True)),
                ('price_per_tonne', djmoney.models.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('status', models.CharField(choices=[('waiting', 'waiting for a second person'), ('done', 'done'), ('refused', 'refused'), ('dropped', 'dropped')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='market.listing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('listing',), name='listing_one_step_waits'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'waiting')), models.Q(('decided_at__isnull', False), ('status', 'dropped')), models.Q(('decided_at__isnull', False), ('status__in', ['done', 'refused']), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='listing_step_needs_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'activate'), ('price_per_tonne', None)), models.Q(('act', 'price'), ('price_per_tonne__gt', 0)), _connector='OR'), name='listing_step_says_its_price')],
            },
        ),
        migrations.RunSQL(GUARDS, REMOVE),
    ]
