"""What the ERPs said: records as they came, the cursors they were read up to, and what was set aside."""

from django.db import models
from django.db.models import Q

from sync.models.amounts import AmountField


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
    parent = models.CharField(max_length=400, blank=True)  # str(Ref) of a customer's parent
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
            models.Index(fields=["account"], condition=Q(unreadable=True), name="entry_account_unread"),
            models.Index(fields=["parent"], condition=~Q(parent=""), name="entry_parent"),
            models.Index(fields=["connection", "company"], condition=Q(unreadable=True), name="entry_unreadable"),
        )

    @property
    def ref(self) -> str:
        """`str(Ref)` of the record."""
        return "/".join((self.connection, self.company, self.kind, self.ext_id))


class OpenItem(models.Model):
    """What is open on an entry, as decisions read it: one row per open instalment of an open invoice, and one per
    credit in the customer's favour (an open credit note, money that no invoice has consumed).

    It says nothing that the entry does not say (sync/projection.py); it is there because a million JSON documents
    are not read in a minute. Entries that are gone or unreadable have no rows.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    connection = models.CharField(max_length=100)
    company = models.CharField(max_length=100, blank=True)  # the ERP's id of it
    account = models.CharField(max_length=400)  # str(Ref) of the customer
    item = models.CharField(max_length=500)  # entry.ref, and for an instalment `#` and its place by due date
    number = models.CharField(max_length=400, blank=True)  # the invoice's number, a payment's memo
    issued = models.DateField()
    due = models.DateField()  # of a credit its date
    amount = AmountField()  # of the instalment, or of the credit as a whole
    open = AmountField()  # above zero
    disputed = AmountField()  # the part of `open` that the ERP calls contested
    currency = models.CharField(max_length=3)
    area = models.CharField(max_length=100, blank=True)  # dunning area
    credit = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["connection", "company", "account"], name="openitem_account"),)


class SettledItem(models.Model):
    """An instalment of which nothing is open any more and that was paid with money: how somebody pays.

    `settled_on` is the day on which the settlements reached its amount, None where the ERP does not tell them.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    connection = models.CharField(max_length=100)
    company = models.CharField(max_length=100, blank=True)
    account = models.CharField(max_length=400)
    issued = models.DateField()
    due = models.DateField()
    settled_on = models.DateField(null=True)
    amount = AmountField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes = (models.Index(fields=["account", "due"], name="settleditem_account"),)


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
