"""Uploaded files that are read at once or by a worker; see `footprint.imports`."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('footprint', '0003_saved_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(choices=[('travel', 'attendance file'), ('inventory', 'inventory workbook')], max_length=12)),
                ('form', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'being read'), ('done', 'read'), ('failed', 'not read'), ('expired', 'expired')], default='queued', max_length=8)),
                ('name', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('progress', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('result', models.JSONField(blank=True, null=True)),
                ('error', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('alive_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='footprint.importjob')),
            ],
        ),
        migrations.AddIndex(
            model_name='importjob',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['alive_at'], name='import_unfinished'),
        ),
        migrations.AddIndex(
            model_name='importjob',
            index=models.Index(fields=['expires_at'], name='import_by_expiry'),
        ),
        migrations.AddConstraint(
            model_name='importjob',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ('event', 'office')), ('purpose__in', ('travel', 'inventory'))), name='import_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='importjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('error__isnull', True), ('result__isnull', False), ('state', 'done')), models.Q(('error__isnull', False), ('result__isnull', True), ('state', 'failed')), models.Q(('error__isnull', True), ('result__isnull', True), ('state__in', ('queued', 'running', 'expired'))), _connector='OR'), name='import_result_of_its_state'),
        ),
        migrations.AddConstraint(
            model_name='importjob',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='import_expires_later'),
        ),
    ]
