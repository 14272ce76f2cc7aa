import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Footprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('planned', 'planned'), ('actual', 'actual')], max_length=8)),
                ('title', models.CharField(blank=True, max_length=160)),
                ('guideline', models.CharField(max_length=40)),
                ('guideline_version', models.CharField(max_length=16)),
                ('factor_set', models.CharField(max_length=16)),
                ('factor_set_sha256', models.CharField(max_length=64)),
                ('region', models.CharField(blank=True, max_length=16)),
                ('inputs', models.JSONField()),
                ('lines', models.JSONField()),
                ('warnings', models.JSONField()),
                ('total_exact', models.DecimalField(decimal_places=9, max_digits=24)),
                ('total_kg', models.BigIntegerField()),
                ('subject_ref', models.CharField(blank=True, max_length=80)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.party')),
                ('superseded_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='footprint.footprint')),
            ],
            options={
                'verbose_name': 'footprint',
                'verbose_name_plural': 'footprints',
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['subject_ref', 'kind', '-id'], name='footprint_of_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('planned', 'actual'))), name='footprint_kind_known'), models.CheckConstraint(condition=models.Q(('total_exact__gte', 0), ('total_kg__gte', models.F('total_exact')), ('total_kg__lt', django.db.models.expressions.CombinedExpression(models.F('total_exact'), '+', models.Value(1)))), name='footprint_rounded_up_once'), models.CheckConstraint(condition=models.Q(('superseded_by', models.F('id')), _negated=True), name='footprint_not_its_own_successor')],
            },
        ),
    ]
