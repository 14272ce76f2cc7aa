import django.db.models.deletion
import django.db.models.expressions
import djmoney.models.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sold_by_zh', models.CharField(blank=True, max_length=200)),
                ('sold_by_en', models.CharField(blank=True, max_length=200)),
                ('price_per_tonne_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('price_per_tonne', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='price per tonne, tax included')),
                ('quantity_kg', models.BigIntegerField()),
                ('listed_kg', models.BigIntegerField(default=0)),
                ('held_kg', models.BigIntegerField(default=0)),
                ('sold_kg', models.BigIntegerField(default=0)),
                ('minimum_kg', models.BigIntegerField(default=1)),
                ('increment_kg', models.BigIntegerField(default=1)),
                ('status', models.CharField(choices=[('draft', '草稿'), ('active', 'for sale'), ('paused', 'paused'), ('sold_out', 'sold out'), ('expired', '已过期'), ('withdrawn', 'withdrawn')], default='draft', max_length=16)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('activated_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='registry.creditbatch')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='accounts.party')),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('status', models.CharField(choices=[('draft', '草稿'), ('awaiting_approval', 'waiting for approval'), ('awaiting_payment', 'waiting for payment'), ('paid', 'paid'), ('fulfilled', 'fulfilled'), ('expired', '已过期'), ('canceled', 'canceled'), ('failed', 'failed'), ('refunded', 'refunded')], max_length=20)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('retire_at_once', models.BooleanField(default=False)),
                ('retirement_intent', models.JSONField(blank=True, null=True)),
                ('subtotal_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('subtotal', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='subtotal')),
                ('fee_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('fee', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='platform fee')),
                ('tax_contained_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('tax_contained', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='tax contained')),
                ('total_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('total', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='total')),
                ('created_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('hold_until', models.DateTimeField()),
                ('payment_started_at', models.DateTimeField(blank=True, null=True)),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('fulfilled_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders_approved', to=settings.AUTH_USER_MODEL)),
                ('beneficiary', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders_for', to='accounts.party')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders_created', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='accounts.organization')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders_owned', to='accounts.party')),
                ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders_paid', to='accounts.party')),
                ('retirement', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='registry.retirement')),
            ],
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kg', models.BigIntegerField()),
                ('price_per_tonne_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('price_per_tonne', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='price per tonne')),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='order_lines', to='market.listing')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='market.order')),
            ],
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kg', models.BigIntegerField()),
                ('returned_kg', models.BigIntegerField(default=0)),
                ('status', models.CharField(choices=[('held', 'held'), ('sold', 'sold'), ('released', 'released')], default='held', max_length=10)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='registry.creditbatch')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='allocation', to='market.orderline')),
            ],
        ),
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price_per_tonne_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('price_per_tonne', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='price per tonne')),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='price_changes', to='market.listing')),
            ],
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('card', 'card'), ('office', 'quotation')], default='card', max_length=8)),
                ('email', models.EmailField(max_length=254)),
                ('subtotal_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('subtotal', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='subtotal')),
                ('fee_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('fee', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='platform fee')),
                ('total_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('total', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='total')),
                ('claim_for', models.CharField(blank=True, help_text='What it is to cover, such as event:<uuid>.', max_length=80)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('consumed_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='accounts.organization')),
            ],
        ),
        migrations.AddField(
            model_name='order',
            name='quote',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='order', to='market.quote'),
        ),
        migrations.CreateModel(
            name='QuoteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kg', models.BigIntegerField()),
                ('price_per_tonne_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('price_per_tonne', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='price per tonne')),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('CNY', 'Chinese Yuan')], default='CNY', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quote_lines', to='market.listing')),
                ('quote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='market.quote')),
            ],
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['status', 'price_per_tonne'], name='market_list_status_4420e2_idx'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('quantity_kg__gt', 0)), name='listing_offers_something'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('listed_kg__gte', 0), ('held_kg__gte', 0), ('sold_kg__gte', 0)), name='listing_never_oversold'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('quantity_kg__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('listed_kg'), '+', models.F('held_kg')), '+', models.F('sold_kg')))), name='listing_within_its_quantity'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('price_per_tonne__gt', 0)), name='listing_has_a_price'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_kg__gt', 0), ('increment_kg__gt', 0)), name='listing_steps_are_positive'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gt', 0)), name='order_line_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gt', 0)), name='allocation_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('returned_kg__gte', 0), ('returned_kg__lte', models.F('kg'))), name='allocation_returns_at_most_itself'),
        ),
        migrations.AddIndex(
            model_name='quote',
            index=models.Index(fields=['email'], name='quote_by_email'),
        ),
        migrations.AddIndex(
            model_name='quote',
            index=models.Index(condition=models.Q(('consumed_at__isnull', True), ('released_at__isnull', True)), fields=['expires_at'], name='quote_open'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('subtotal'), '+', models.F('fee')))), name='quote_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(('consumed_at__isnull', True), ('released_at__isnull', True), _connector='OR'), name='quote_ends_once'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['status', 'hold_until'], name='market_orde_status_f98f10_idx'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('subtotal'), '+', models.F('fee')))), name='order_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), ('created_by__isnull', True), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='order_approved_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['paid', 'fulfilled', 'refunded']), _negated=True), ('paid_at__isnull', False), _connector='OR'), name='order_paid_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('retire_at_once', False), ('retirement_intent__isnull', False), _connector='OR'), name='order_that_retires_says_for_what'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('retirement__isnull', True), models.Q(('paid_at__isnull', False), ('status', 'fulfilled')), _connector='OR'), name='order_retires_only_when_paid'),
        ),
        migrations.AddConstraint(
            model_name='quoteline',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gt', 0)), name='quote_line_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='quoteline',
            constraint=models.UniqueConstraint(fields=('quote', 'listing'), name='quote_names_a_listing_once'),
        ),
    ]
