"""Credit: what a manager overrode, which orders are held, what agencies and registers said of a customer."""

from django.db import models
from django.db.models import Q

from sync.models.amounts import AmountField


class CreditOverride(models.Model):
    """A manager's word: up to this exposure nothing is held until that day has passed. It ends by itself."""

    account = models.CharField(max_length=400)  # str(Ref) of the customer
    amount = AmountField()
    currency = models.CharField(max_length=3)
    until = models.DateField()
    reason = models.TextField()
    who = models.CharField(max_length=100)
    set_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at__isnull=True), name="override_once"),
        )


class HeldOrder(models.Model):
    """An order that was not let pass. It is checked again with every run, and released when its cause is gone."""

    company = models.CharField(max_length=100)  # the key in solde.toml
    account = models.CharField(max_length=400)
    number = models.CharField(max_length=200)  # as the asker called it
    order = models.CharField(max_length=400, blank=True)  # str(Ref), where the ERP's record of it is known
    amount = AmountField()
    currency = models.CharField(max_length=3)
    outcome = models.CharField(max_length=10)  # held | review
    reason = models.TextField()
    held_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, blank=True)  # released | gone
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["company", "account", "number"], condition=Q(ended_at__isnull=True), name="held_order_once"
            ),
        )


class CreditScore(models.Model):
    """What an agency last said of a customer."""

    account = models.CharField(max_length=400, unique=True)
    grade = models.CharField(max_length=1)  # A to E; empty where it does not know the customer
    source = models.CharField(max_length=100)
    words = models.TextField(blank=True)
    day = models.DateField(null=True)  # of the score itself
    asked_at = models.DateTimeField()


class Kyc(models.Model):
    """What is known about who a customer is, and when a person looks again."""

    account = models.CharField(max_length=400, unique=True)
    vat_id = models.CharField(max_length=40, blank=True)  # as it was when a register was asked
    vat_valid = models.BooleanField(null=True)  # what the register said; None: it was not asked, or did not know
    vat_name = models.TextField(blank=True)
    vat_proof = models.CharField(max_length=200, blank=True)  # the register's number of the consultation
    vat_asked_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    told_on = models.DateField(null=True)  # the `review_on` for which a task was made


class KycDocument(models.Model):
    """A document that a person has seen: what it is, its date, until when it is good."""

    account = models.CharField(max_length=400, db_index=True)
    name = models.CharField(max_length=200)
    dated = models.DateField()
    until = models.DateField(null=True)
    who = models.CharField(max_length=100)
    seen_at = models.DateTimeField(auto_now_add=True)
