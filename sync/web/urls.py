"""Where things are."""

from django.urls import URLPattern, URLResolver, include, path

from sync.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("webhooks/", include("sync.web.webhooks")),
]
