"""What happened: runs, evidence of what left, and the audit trail, which only grows."""

from typing import Any

from django.db import models


class Run(models.Model):
    """One cycle and what it did; the guard learns from it what is usual."""

    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    today = models.DateField(null=True)  # as given by --today
    status = models.CharField(max_length=20, default="running")  # running | done | stopped | failed
    confirmed = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True)


class Evidence(models.Model):
    """What left, byte for byte: the file is in the evidence folder under its sha256."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    inputs = models.JSONField(default=dict)  # what it was made from
    versions = models.JSONField(default=dict)  # of Solde, rules, template, policy
    created_at = models.DateTimeField(auto_now_add=True)


class Audit(models.Model):
    """Who did what, why, when. Rows are only ever added; the database refuses the rest (migration 0002)."""

    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=100)
    what = models.CharField(max_length=60, db_index=True)
    ref = models.CharField(max_length=400, db_index=True)
    why = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever an insert."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
