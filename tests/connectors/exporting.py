"""The files connector over made-up exports."""

import csv
from pathlib import Path

import pytest

from connectors import files
from connectors.contract import Connector
from connectors.records import (
    Invoice,
    Kind,
    Record,
    Unreadable,
)
from tests.connectors.exports import Exports


@pytest.fixture
def erp(tmp_path: Path) -> Exports:
    """One Italian customer, C1."""
    exports = Exports(tmp_path / "exports")
    exports.customer("C1", vat_id="IT12345670017", codice_destinatario="ABC1234")
    return exports


def connect(exports: Exports, **settings: object) -> Connector:
    """The connector over a folder of exports."""
    keys = {"folder": exports.folder, "out": exports.folder.parent / "out"} | settings
    return files.connect("legacy", files.Settings(**keys), {"1": "acme"})  # type: ignore[arg-type]


def pulled(connector: Connector, kind: Kind) -> dict[str, Record | Unreadable]:
    """Everything of a kind, by id."""
    return {r.ref.id: r for page in connector.pull(kind, None) for r in page.records}


def bill(exports: Exports, key: str = "I1", **settings: object) -> Invoice:
    """One invoice, which can be understood."""
    record = pulled(connect(exports, **settings), "invoice")[key]
    assert isinstance(record, Invoice), record
    return record


def aside(erp: Exports, kind: Kind, key: str) -> str:
    """The faults of a record that was set aside, as people read them."""
    record = pulled(connect(erp), kind)[key]
    assert isinstance(record, Unreadable)
    return " ".join(fault.message for fault in record.faults)


def out_rows(erp: Exports, name: str) -> list[dict[str, str]]:
    """The rows of a file that Solde wrote."""
    with (erp.folder.parent / "out" / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
