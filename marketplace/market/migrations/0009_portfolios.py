import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0008_listing_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='quote',
            name='judged_by',
            field=models.CharField(blank=True, db_default='', default='', help_text='Guideline and rule set that its plan kept to, such as mee-2019-19@2026.1.', max_length=64),
        ),
        migrations.CreateModel(
            name='PortfolioVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=120)),
                ('description_zh', models.TextField(max_length=1000)),
                ('description_en', models.TextField(max_length=1500)),
                ('published', models.BooleanField(default=True)),
                ('note', models.CharField(help_text='Why it was changed.', max_length=200)),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='market.portfolio')),
            ],
        ),
        migrations.CreateModel(
            name='PortfolioPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.PositiveSmallIntegerField()),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portfolio_parts', to='market.listing')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='market.portfolioversion')),
            ],
        ),
        migrations.AddConstraint(
            model_name='portfolioversion',
            constraint=models.UniqueConstraint(fields=('portfolio', 'number'), name='portfolio_version_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='portfolioversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='portfolio_version_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='portfoliopart',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 100)), name='portfolio_part_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='portfoliopart',
            constraint=models.UniqueConstraint(fields=('version', 'listing'), name='portfolio_names_a_listing_once'),
        ),
    ]
