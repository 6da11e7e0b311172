"""The Django application that holds the store."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Label `sync`; the models are in sync/models/."""

    name = "sync"
    default_auto_field = "django.db.models.BigAutoField"
