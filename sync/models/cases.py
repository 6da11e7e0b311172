"""What was decided: notices, holds, e-invoices. The constraints keep two engines from deciding one thing twice."""

import json
from typing import Any

from django.db import models
from django.db.models import Q


class Encoded(json.JSONEncoder):
    """JSON that is encoded already (bytes of msgspec) goes into its column as it is."""

    def encode(self, o: Any) -> str:
        """The text of `o`."""
        return o.decode() if isinstance(o, bytes) else super().encode(o)


class Notice(models.Model):
    """One reminder to one customer of one company, with everything that is asked for in it."""

    class Status(models.TextChoices):
        DECIDED = "decided"  # written down; its letter is not made yet
        PREPARED = "prepared"
        GIVEN = "given"
        STOPPED = "stopped"  # the account changed before it left
        FAILED = "failed"  # the other side would not take it; it does not count as given
        IN_DOUBT = "in-doubt"  # may have left; counts as given until a person says otherwise

    company = models.CharField(max_length=100)  # the key in solde.toml
    account = models.CharField(max_length=400)  # str(Ref) of the customer
    date = models.DateField()
    level = models.IntegerField()
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DECIDED)
    event = models.CharField(max_length=500, blank=True)  # the id of the happening that it answers
    area = models.CharField(max_length=100, blank=True)  # dunning area
    reason = models.TextField()
    decision = models.JSONField(encoder=Encoded)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["company", "account", "date"],
                condition=Q(status__in=["decided", "prepared", "given", "in-doubt"]),
                name="notice_once_a_day",
            ),
        )
        indexes = (
            models.Index(fields=["account", "company"], name="notice_account"),
            models.Index(fields=["company", "status"], name="notice_status"),
        )


class NoticeLine(models.Model):
    """One instalment on a notice, and the level that the notice gives it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="lines")
    item = models.CharField(max_length=500, db_index=True)
    level = models.IntegerField()
    currency = models.CharField(max_length=3)
    open = models.DecimalField(max_digits=20, decimal_places=4)


class Proposal(models.Model):
    """A hold of a natural person in trade: nothing happens before a person has decided (GDPR article 22).

    It stands until its cause is gone, so that what somebody declined is not proposed again every day.
    """

    account = models.CharField(max_length=400)
    reason = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    approved = models.BooleanField(null=True)  # None: nobody has decided yet
    why = models.TextField(blank=True)  # in that person's words
    ended_at = models.DateTimeField(null=True)  # the cause is gone

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at__isnull=True), name="proposal_once"),
        )


class HoldCase(models.Model):
    """A credit hold that Solde set; `undo` is what the connector needs to take it back."""

    account = models.CharField(max_length=400)
    reason = models.TextField()
    set_at = models.DateTimeField(auto_now_add=True)
    undo = models.TextField(blank=True)
    placed = models.BooleanField(default=False)  # the ERP confirmed it
    left = models.BooleanField(default=False)  # the ERP's own hold was there already: not ours to lift
    released_at = models.DateTimeField(null=True)
    released_why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(released_at__isnull=True), name="hold_once"),
        )


class EDocument(models.Model):
    """An e-invoice that was emitted. `print` is the fingerprint of its fiscal content (sync/emit.py)."""

    invoice = models.CharField(max_length=400)  # str(Ref)
    format = models.CharField(max_length=40)
    filename = models.CharField(max_length=200)
    evidence = models.ForeignKey("sync.Evidence", on_delete=models.PROTECT)
    print = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)  # of the record it was made from: unchanged means nothing to look at
    checked_by = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["invoice", "format"], name="einvoice_once"),)
