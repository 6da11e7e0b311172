"""Facts from a company's own Odoo fields reach the place that the configuration names."""

import pytest

from connectors.errors import Misconfigured
from connectors.odoo import connect
from connectors.records import Invoice
from einvoice.model import Identifier
from tests.connectors.odoo.recorded import Recorded, connector, load, settings

FIELDS = {
    "buyer_reference": "res.partner:x_route",
    "contract": "account.move:x_contract",
    "buyer.endpoint": "res.partner:x_address",
    "seller.legal_info": "res.company:x_register",
    "buyer.contact.name": "res.partner:x_person",
    "national.IT.cig": "account.move:x_cig",
}


@pytest.fixture
def fake() -> Recorded:
    found = Recorded(load(18))
    for source in FIELDS.values():
        model, _, field = source.partition(":")
        found.content["fields"][model][field] = {"string": field.removeprefix("x_").title(), "type": "char"}
        for row in found.rows[model]:
            row[field] = False
    return found


def bill_of(fake: Recorded, buyer: str) -> Invoice:
    pages = connector(fake, fields=FIELDS).pull("invoice", None)
    return next(r for p in pages for r in p.records if isinstance(r, Invoice) and r.document.buyer.name == buyer)


def test_each_fact_arrives_with_its_origin(fake: Recorded) -> None:
    move = next(r for r in fake.rows["account.move"] if "Officina Luce" in r["partner_id"][1])
    move.update(x_contract="C-7", x_cig="Z123456789")
    fake.named("res.partner", "Officina Luce S.r.l.").update(x_route="R-1", x_address="0225:732829320", x_person="Ada")
    for company in fake.rows["res.company"]:
        company["x_register"] = "REA MI-1"
    bill = bill_of(fake, "Officina Luce S.r.l.")
    paper = bill.document
    assert (paper.buyer_reference, paper.contract) == ("R-1", "C-7")
    assert paper.buyer.endpoint == Identifier(value="732829320", scheme="0225")
    assert paper.seller.legal_info == "REA MI-1"
    assert paper.buyer.contact
    assert paper.buyer.contact.name == "Ada"
    assert paper.national["IT"]["cig"] == "Z123456789"
    assert paper.national["IT"]["codice_destinatario"] == "ABC1234", "the rest of the block stays"
    assert bill.origins["buyer_reference"].place == "Contacts > Officina Luce S.r.l. > Route"


def test_an_empty_field_leaves_what_was_there_and_is_still_named(fake: Recorded) -> None:
    bill = bill_of(fake, "Officina Luce S.r.l.")
    assert bill.document.buyer.endpoint
    assert bill.document.buyer.endpoint.scheme == "0211"
    assert bill.origins["buyer_reference"].field == "x_route"


@pytest.mark.parametrize(
    "entry",
    [
        {"buyer_reference": "x_route"},
        {"buyer_reference": "sale.order:x_route"},
        {"no_such_path": "account.move:x"},
        {"totals.payable": "account.move:x"},
        {"issue_date": "account.move:x"},
        {"national.IT": "account.move:x"},
    ],
)
def test_an_entry_that_leads_nowhere_is_refused_at_once(entry: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="fields"):
        connect("odoo", settings(fields=entry), {"4": "atelier"})


def test_a_field_that_odoo_does_not_have_stops_the_pull_and_shows_in_the_check(fake: Recorded) -> None:
    del fake.content["fields"]["res.partner"]["x_route"]
    with pytest.raises(Misconfigured, match=r"res\.partner has no field 'x_route'"):
        bill_of(fake, "Officina Luce S.r.l.")
    errors = [f.message for f in connector(fake, fields=FIELDS).check() if f.level == "error"]
    assert any("x_route" in message for message in errors)
