"""One day of the small supplier, undisturbed, and whether a disturbed one came to the same end."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from tests.connectors.sap.world_sales import SMALL, TODAY, company
from tests.connectors.sap.world_seed import rows_of
from tests.end_to_end.sap_dump import Dump, dump
from tests.end_to_end.sap_server import Server, started
from tests.end_to_end.sap_shop import Shop

RUN = ("run", "--json", "--today", str(TODAY))
EMIT_FROM = "2026-09-20"


class Course(NamedTuple):
    """How it goes when nobody is killed."""

    seen: dict[str, int]
    sap: Dump
    shop: Shop


def small_server() -> AbstractContextManager[Server]:
    """An S/4HANA with the small supplier in it."""
    return started(rows_of(company(SMALL)))


def undisturbed_in(folder: Path, timeout: float = 30) -> Course:
    """The course of that day in an installation and an S/4HANA of its own."""
    with small_server() as server:
        shop = opened(folder, server.url, timeout)
        return Course(shop.seen(*RUN), dump(server.url), shop)


def opened(folder: Path, url: str, timeout: float = 30) -> Shop:
    """An installation that sends its e-invoices that day, and reads many small pages."""
    return Shop(folder, url, emit_from=EMIT_FROM, page_size=20, timeout=timeout)


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
