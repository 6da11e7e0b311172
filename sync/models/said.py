"""What people said about a customer: promises, disputes, blocks, plans, wishes, calls, links between accounts."""

from django.db import models
from django.db.models import Q


class Said(models.Model):
    """One thing that a person entered. It is never changed nor deleted: it ends, and what replaces it is a new row.

    `body` is one of the structs of sync/customer/said.py as JSON; `kind` is its tag. What holds today are the rows
    without `ended_on` whose `until` has not passed.
    """

    account = models.CharField(max_length=400)  # str(Ref) of the customer
    company = models.CharField(max_length=100, blank=True)  # the key in solde.toml; empty: all companies
    kind = models.CharField(max_length=20)
    body = models.TextField()
    made_on = models.DateField()  # the company's business date
    until = models.DateField(null=True)  # the last day on which it holds; null: until a person ends it
    who = models.CharField(max_length=100)
    why = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True)
    ended_as = models.CharField(max_length=20, blank=True)  # kept, expired, replaced, the outcome of a dispute ...
    ended_why = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["account", "kind"]),
            models.Index(fields=["kind"], condition=Q(ended_on__isnull=True), name="said_open"),
        )
