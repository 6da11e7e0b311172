"""One day of the small supplier, and whether a disturbed one came to the same end."""

from typing import NamedTuple

from tests.connectors.sap.world_sales import TODAY
from tests.end_to_end.sap_dump import Dump, dump
from tests.end_to_end.sap_server import Server
from tests.end_to_end.sap_shop import Shop

RUN = ("run", "--json", "--today", str(TODAY))
EMIT_FROM = "2026-09-20"


class Course(NamedTuple):
    """How it goes when nobody is killed."""

    seen: dict[str, int]
    sap: Dump
    shop: Shop


def ends_alike(undisturbed: Course, server: Server, shop: Shop) -> None:
    """Run it to its end and compare SAP and the decisions; then once more, and nothing happens."""
    assert shop.run(str(TODAY))["troubles"] == []
    sap = dump(server.url)
    assert sap.told() == undisturbed.sap.told(), "lost, or there twice"
    assert sap[:3] == undisturbed.sap[:3]
    assert {file.sha256 for file in sap.files if file.name.endswith(".pdf")} <= shop.evidence()
    assert shop.records() == undisturbed.shop.records()
    assert shop.decisions() == undisturbed.shop.decisions()
    assert shop.run(str(TODAY))["written_back"] == 0
    assert dump(server.url) == sap
