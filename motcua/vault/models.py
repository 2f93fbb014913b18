"""Documents: one row for each time somebody gave or made one; content is stored once for each SHA-256."""

from django.db import models
from django.db.models import Q

from motcua.people.models import Account


class Document(models.Model):
    """A file: what it is, how large, whose. `owner` is the account that gave it; none when Motcua made it."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()  # bytes
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty")]
        indexes = [models.Index("sha256", name="document_content")]

    def __str__(self) -> str:
        return self.name
