"""A dossier says which group mostly takes part, as the catalogue's facet names them."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("projects", "0002_guards"),
        ("registry", "0013_who_takes_part"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="dossierversion",
            name="takes_part",
            field=models.CharField(
                blank=True,
                choices=[
                    ("residents", "residents"),
                    ("travellers", "passengers and riders"),
                    ("small_firms", "small firms"),
                    ("communities", "communities and volunteers"),
                    ("farmers", "farmers and foresters"),
                    ("public_bodies", "schools and public bodies"),
                ],
                db_default="",
                default="",
                max_length=16,
            ),
        )
    ]
