"""What became of what was sent, and by what a report finds it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of delivery events; Effect.mail."""

    dependencies = [
        ("sync", "0004_credit_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="effect",
            name="mail",
            field=models.CharField(blank=True, db_index=True, max_length=32),
        ),
        migrations.CreateModel(
            name="DeliveryEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("kind", models.CharField(max_length=20)),
                ("soft", models.BooleanField(default=False)),
                ("closes", models.BooleanField(default=False)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("code", models.CharField(blank=True, max_length=12)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(max_length=40)),
                ("ident", models.CharField(max_length=100)),
                ("stored_at", models.DateTimeField(auto_now_add=True)),
                (
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="sync.effect"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "ident"), name="delivery_event_once")],
            },
        ),
    ]
