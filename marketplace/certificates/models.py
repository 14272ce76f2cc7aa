"""The paper: one signed PDF per statement. The statement itself is evidence of the registry."""

from django.db import models


class CertificateFile(models.Model):
    """The PDF of one statement, made once after sealing and stored with its sha256.

    Never changed: a correction is a new revision of the statement, with a file of its own.
    """

    statement = models.OneToOneField("registry.Statement", on_delete=models.PROTECT, related_name="file")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    checkpoint_size = models.BigIntegerField()
    created_at = models.DateTimeField()
