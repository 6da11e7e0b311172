"""What leaves: every effect on the outside is a row here before it happens."""

from django.db import models


class Effect(models.Model):
    """One effect. `state` effects share a `slot`: the latest wins, in order; `event` effects happen once."""

    class Status(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"  # claimed by `owner` until `lease_until`
        DONE = "done"
        LEFT = "left"  # rightly not made, the receipt says why
        FAILED = "failed"  # the other side refused it, or every try failed
        IN_DOUBT = "in-doubt"  # may have happened and nobody can be asked
        SUPERSEDED = "superseded"  # a later state took its place
        STOPPED = "stopped"  # no longer right when it was about to leave
        SETTLED = "settled"  # a person said what happened

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10)  # state | event
    way = models.CharField(max_length=120)  # erp:NAME, mail, channel:NAME
    slot = models.CharField(max_length=500, blank=True, db_index=True)
    target = models.CharField(max_length=400)
    payload = models.TextField()  # a Change, or a Message without its files
    mail = models.CharField(max_length=32, blank=True, db_index=True)  # a message: left side of its Message-ID
    evidence = models.ForeignKey("sync.Evidence", null=True, on_delete=models.PROTECT)
    notice = models.ForeignKey("sync.Notice", null=True, on_delete=models.PROTECT)
    hold = models.ForeignKey("sync.HoldCase", null=True, on_delete=models.PROTECT)
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    run = models.ForeignKey("sync.Run", null=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    attempts = models.IntegerField(default=0)
    unsure = models.BooleanField(default=False)  # an earlier try may have got through: ask before repeating
    not_before = models.DateTimeField()
    owner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["status", "not_before"]),)


class Lock(models.Model):
    """Who is doing something that only one may do at a time (a run over a connection)."""

    name = models.CharField(max_length=200, unique=True)
    owner = models.CharField(max_length=200)
    until = models.DateTimeField()


class Counter(models.Model):
    """Numbers that are given out once: the progressive number in e-invoice file names."""

    name = models.CharField(max_length=200, unique=True)
    value = models.BigIntegerField(default=0)
