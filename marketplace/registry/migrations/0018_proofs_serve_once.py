"""A proof serves one withdrawal, unless it has one number and a registrar said that it covers several."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0017_serial_again")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="retirementupstream",
            name="covers_several",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The registrar said that this document proves several withdrawals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retirementupstream",
            constraint=models.UniqueConstraint(
                fields=["proof_sha256"],
                condition=Q(state="withdrawn", covers_several=False) & ~Q(proof_sha256=""),
                name="upstream_proof_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="retirementupstream",
            constraint=ExclusionConstraint(
                name="upstream_proof_has_one_number",
                expressions=[("proof_sha256", "="), ("proof_number", "<>")],
                condition=Q(state="withdrawn") & ~Q(proof_sha256=""),
            ),
        ),
    ]
