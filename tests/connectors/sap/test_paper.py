"""SAP's own PDF of a billing document: what GetPDF answers, taken only where it is one."""

import base64
from typing import Any

import pytest

from connectors.records import Ref
from connectors.sap import paper
from connectors.sap.world import World
from tests.connectors.sap.bills import SETTINGS
from tests.connectors.sap.shelf import Shelf

PDF = b"%PDF-1.4 an invented page"


class Output(Shelf):
    """A system whose output of billing documents is this."""

    def __init__(self, answer: Any) -> None:
        super().__init__(SETTINGS)
        self.answer = answer

    def function(self, service: str, name: str, **arguments: str) -> Any:
        self.asked.append(f"{name} {arguments['BillingDocument']}")
        return self.answer


def pdf(answer: Any, id_: str = "90000001") -> tuple[bytes | None, list[str]]:
    client = Output(answer)
    found = paper.pdf(World("s4", client, SETTINGS, {"1010": "muster"}), Ref("s4", "1010", "invoice", id_))
    return found, client.asked


def coded(content: bytes) -> dict[str, str]:
    return {"BillingDocumentBinary": base64.b64encode(content).decode()}


def test_the_page_as_sap_made_it_named_or_not() -> None:
    assert pdf({"GetPDF": coded(PDF)}) == (PDF, ["GetPDF 90000001"])
    assert pdf(coded(PDF))[0] == PDF


@pytest.mark.parametrize(
    "answer",
    [None, {}, [], "no", {"GetPDF": None}, {"GetPDF": {}}, {"BillingDocumentBinary": 7},
     {"BillingDocumentBinary": "not base64"}, {"BillingDocumentBinary": "ä"}, coded(b"<html>An error</html>")],
)  # fmt: skip
def test_what_is_no_pdf_is_none(answer: Any) -> None:
    assert pdf(answer)[0] is None


def test_an_invoice_of_accounting_alone_has_no_paper_and_nothing_is_asked() -> None:
    assert pdf({"GetPDF": coded(PDF)}, "2026/1800000001/10100001") == (None, [])
