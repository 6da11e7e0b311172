"""What the ERPs said: records as they came, the cursors they were read up to, and what was set aside."""

from django.db import models


class Cursor(models.Model):
    """How far a connection has been read, per kind; opaque, on the server's clock."""

    connection = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    value = models.TextField()
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["connection", "kind"], name="cursor_once"),)


class Entry(models.Model):
    """One record of an ERP: its JSON (connectors/records.py), and beside it the columns that are searched.

    `digest` is the sha256 of the JSON: what is already known by it is dropped. `gone`: the ERP no longer has
    it. `unreadable`: its newest version could not be understood, so nothing is decided from the stored one.
    """

    connection = models.CharField(max_length=100)
    company = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20)
    ext_id = models.CharField(max_length=200)
    version = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    body = models.TextField()
    changed_at = models.DateTimeField()
    gone = models.BooleanField(default=False)
    unreadable = models.BooleanField(default=False)
    unowed = models.CharField(max_length=64, blank=True)  # the digest of which it was found that no e-invoice is owed
    account = models.CharField(max_length=400, blank=True)  # str(Ref) of the customer
    name = models.CharField(max_length=400, blank=True)  # document number, or the customer's name
    date = models.DateField(null=True)
    state = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    open = models.DecimalField(max_digits=20, decimal_places=4, default=0)  # invoice: unsettled; payment: unapplied

    class Meta:
        constraints = (models.UniqueConstraint(fields=["connection", "company", "kind", "ext_id"], name="entry_once"),)
        indexes = (
            models.Index(fields=["connection", "kind", "company", "date"]),
            models.Index(fields=["account", "kind"]),
        )

    @property
    def ref(self) -> str:
        """`str(Ref)` of the record."""
        return "/".join((self.connection, self.company, self.kind, self.ext_id))


class Aside(models.Model):
    """Something a person must look at before it can go on; `stage` says at which step it stopped."""

    class Stage(models.TextChoices):
        RECORD = "record"  # could not be understood when it was pulled
        EINVOICE = "einvoice"  # its e-invoice was refused by a rule or a judge
        EDITED = "edited"  # the ERP changed it after its e-invoice left
        LETTER = "letter"  # a reminder could not be made (no address, a text that cannot be set)

    stage = models.CharField(max_length=20, choices=Stage.choices)
    ref = models.CharField(max_length=400)
    connection = models.CharField(max_length=100)
    name = models.CharField(max_length=400, blank=True)
    version = models.CharField(max_length=200, blank=True)
    faults = models.JSONField(default=list)  # {code, severity, path, message, source, origin}
    first_seen = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(auto_now=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["stage", "ref"], name="aside_once"),)
