"""Open and settled items, proposals, and notices that are decided before they are written."""

import django.db.models.deletion
from django.db import migrations, models

import sync.models.amounts
import sync.models.cases


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0002_audit_only_grows"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection", models.CharField(max_length=100)),
                ("company", models.CharField(blank=True, max_length=100)),
                ("account", models.CharField(max_length=400)),
                ("item", models.CharField(max_length=500)),
                ("number", models.CharField(blank=True, max_length=400)),
                ("issued", models.DateField()),
                ("due", models.DateField()),
                ("amount", sync.models.amounts.AmountField()),
                ("open", sync.models.amounts.AmountField()),
                ("disputed", sync.models.amounts.AmountField()),
                ("currency", models.CharField(max_length=3)),
                ("area", models.CharField(blank=True, max_length=100)),
                ("credit", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=400)),
                ("reason", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=100)),
                ("approved", models.BooleanField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SettledItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection", models.CharField(max_length=100)),
                ("company", models.CharField(blank=True, max_length=100)),
                ("account", models.CharField(max_length=400)),
                ("issued", models.DateField()),
                ("due", models.DateField()),
                ("settled_on", models.DateField(null=True)),
                ("amount", sync.models.amounts.AmountField()),
                ("currency", models.CharField(max_length=3)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_once_a_day",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="sync_notice_company_012aa8_idx",
        ),
        migrations.AddField(
            model_name="notice",
            name="area",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="notice",
            name="event",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="notice",
            name="decision",
            field=models.JSONField(encoder=sync.models.cases.Encoded),
        ),
        migrations.AlterField(
            model_name="notice",
            name="status",
            field=models.CharField(
                choices=[
                    ("decided", "Decided"),
                    ("prepared", "Prepared"),
                    ("given", "Given"),
                    ("stopped", "Stopped"),
                    ("failed", "Failed"),
                    ("in-doubt", "In Doubt"),
                ],
                default="decided",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("unreadable", True)), fields=["connection", "company"], name="entry_unreadable"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["account", "company"], name="notice_account"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["status", "company"], name="notice_status"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["decided", "prepared", "given", "in-doubt"])),
                fields=("company", "account", "date"),
                name="notice_once_a_day",
            ),
        ),
        migrations.AddField(
            model_name="openitem",
            name="entry",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="sync.entry"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("account",), name="proposal_once"
            ),
        ),
        migrations.AddField(
            model_name="settleditem",
            name="entry",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="sync.entry"),
        ),
        migrations.AddIndex(
            model_name="openitem",
            index=models.Index(fields=["connection", "company", "account"], name="openitem_account"),
        ),
        migrations.AddIndex(
            model_name="settleditem",
            index=models.Index(fields=["account", "due"], name="settleditem_account"),
        ),
    ]
