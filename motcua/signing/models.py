"""Certificates, and the keys that software holds. A new key is a new row; a row only ever gets revoked."""

from datetime import datetime
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import models
from django.db.models import F, Q

from motcua.signing.rules.values import Identity, Kind


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Phrases about certificates."""

    def active(self) -> Self:
        return self.filter(revoked_at=None)

    def roots(self) -> Self:
        """Where trust begins, revoked ones left out."""
        return self.active().filter(kind=Kind.ROOT)


class Certificate(models.Model):
    """Whose key signs what. `chain` holds the issuers, nearest first, the root last; all in PEM."""

    holder = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.name) for kind in Kind])
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    serial = models.CharField(max_length=40)
    pem = models.TextField()
    chain = models.TextField(blank=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    is_test = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder"], condition=Q(revoked_at=None), name="certificate_one_active_of_holder"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="certificate_revoked_at_and_why",
            ),
            models.CheckConstraint(
                condition=Q(not_before__lt=F("not_after")), name="certificate_lasts_a_while"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="certificate_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @classmethod
    def of(
        cls,
        certificate: x509.Certificate,
        *,
        holder: str,
        kind: Kind,
        name: str,
        organisation: str,
        chain: str,
        is_test: bool,
    ) -> "Certificate":
        """A row, not yet stored, that describes this certificate."""
        return cls(
            holder=holder,
            kind=kind,
            name=name,
            organisation=organisation,
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            serial=f"{certificate.serial_number:x}",
            pem=certificate.public_bytes(Encoding.PEM).decode(),
            chain=chain,
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            is_test=is_test,
        )

    def identity(self) -> Identity:
        """The same facts as a value that travels."""
        return Identity(
            holder=self.holder,
            kind=Kind(self.kind),
            name=self.name,
            organisation=self.organisation,
            fingerprint=self.fingerprint,
            not_before=self.not_before,
            not_after=self.not_after,
            is_test=self.is_test,
        )

    def good_at(self, moment: datetime) -> bool:
        """Whether it was in force then: begun, not ended, not revoked."""
        revoked = self.revoked_at is not None and self.revoked_at <= moment
        return self.not_before <= moment <= self.not_after and not revoked


class SoftwareKey(models.Model):
    """A private key that the software adapters keep: PKCS#8, encrypted under settings.KEY_SECRET."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, primary_key=True, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.certificate_id)
