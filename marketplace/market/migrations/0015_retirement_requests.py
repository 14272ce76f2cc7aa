"""Retirements out of holdings that a second person carries out."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_name_report_guard'),
        ('market', '0014_quote_origins'),
        ('registry', '0016_serial_finding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RetirementRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('amounts', models.JSONField()),
                ('intent', models.JSONField()),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('claim_ref', models.CharField(max_length=120, unique=True)),
                ('status', models.CharField(choices=[('waiting', 'waiting for a second person'), ('done', 'retired'), ('refused', 'refused by a second person'), ('dropped', 'taken back')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retirement_requests', to='accounts.organization')),
                ('retirement', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.retirement')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['organization'], name='retirement_request_waits')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'waiting')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status', 'dropped')), models.Q(('decided_at__isnull', False), ('status__in', ['done', 'refused']), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='retirement_request_needs_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('retirement__isnull', False), ('status', 'done')), models.Q(models.Q(('status', 'done'), _negated=True), ('retirement', None)), _connector='OR'), name='retirement_request_done_has_its_retirement')],
            },
        ),
    ]
