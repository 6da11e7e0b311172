"""Where things are. Webhooks are there once something listens for them."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from sync.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.urls)]
if find_spec("sync.web.webhooks") is not None:
    urlpatterns.append(path("webhooks/", include("sync.web.webhooks")))
