"""What became of what was sent: delivered, bounced, complained about."""

from django.db import models


class DeliveryEvent(models.Model):
    """One thing that was told about one e-mail to one address. What is told twice is here once.

    The address itself is not kept: `address` is its sha256 (sync/tracking/fate.py), enough to see whether the customer
    still has it. `closes`: nothing more is sent to that address.
    """

    effect = models.ForeignKey("sync.Effect", on_delete=models.PROTECT, related_name="deliveries")
    account = models.CharField(max_length=400, db_index=True)  # str(Ref) of the customer
    kind = models.CharField(max_length=20)  # connectors/channels/reports.py
    soft = models.BooleanField(default=False)
    closes = models.BooleanField(default=False)
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    code = models.CharField(max_length=12, blank=True)  # RFC 3463
    detail = models.CharField(max_length=300, blank=True)  # the other side's words, without addresses
    source = models.CharField(max_length=40)
    ident = models.CharField(max_length=100)  # the source's own
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "ident"], name="delivery_event_once"),)
