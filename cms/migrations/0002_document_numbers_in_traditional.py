"""A document's number may be written in Traditional characters, too."""

from typing import ClassVar

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("cms", "0001_initial")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AlterField(
            model_name="policypage",
            name="document_number",
            field=models.CharField(
                blank=True,
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "^\\S{2,20}〔\\d{4}〕\\d{1,4}[号號]$|^公告\\d{4}年第\\d{1,4}[号號]$",
                        "Write the number as issued, with hexagonal brackets, such as 深府办函〔2021〕92号.",
                    )
                ],
                verbose_name="document number",
            ),
        )
    ]
