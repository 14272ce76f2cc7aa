from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0012_project_guard'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='in_aid_area',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='project',
            name='takes_part',
            field=models.CharField(blank=True, choices=[('residents', 'residents'), ('travellers', 'passengers and riders'), ('small_firms', 'small firms'), ('communities', 'communities and volunteers'), ('farmers', 'farmers and foresters'), ('public_bodies', 'schools and public bodies')], db_default='', default='', max_length=16),
        ),
    ]
