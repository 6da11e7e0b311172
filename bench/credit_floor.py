"""The floor beside which the credit check is measured: the same servers with an endpoint that only echoes."""

import sys

from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["localhost"],
    SECRET_KEY="none",
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    INSTALLED_APPS=[],
)
import django  # noqa: E402

django.setup()
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402

api = NinjaAPI(docs_url=None)


class Question(Schema):
    customer: str
    amount: str
    currency: str
    stored: bool


@api.post("/echo")
def echo(request: object, question: Question) -> dict[str, object]:
    return {"customer": question.customer, "amount": question.amount}


urlpatterns = [path("", api.urls)]

if __name__ == "__main__":
    import logging

    import waitress

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)

    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=4)
