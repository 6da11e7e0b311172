"""Which invoices were compared with their orders before they fell due, and what was found."""

from django.db import models

from sync.models.ledger import Entry


class PreDueCheck(models.Model):
    """An invoice's comparison: from `since` to `until` (its due date) it is made once, and again if it changed."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="predue")
    digest = models.CharField(max_length=64)  # of the invoice's record that was looked at
    since = models.DateField()
    until = models.DateField()
    checked_on = models.DateField(null=True)  # None: its day has not come
    differences = models.JSONField(default=list)  # as `dunning.predue.Difference`

    class Meta:
        indexes = (models.Index(fields=["checked_on", "since"], name="predue_waiting"),)
