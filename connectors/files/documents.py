"""An invoice of the ledger with the document that an IDoc tells of it."""

from collections.abc import Callable
from decimal import Decimal

import msgspec

from connectors.files.idoc import Idoc, Meanings, Parties, read
from connectors.files.idoc.header import bill_to_number
from connectors.files.parties import Buyer, Seller, merged
from connectors.files.settings import Settings
from connectors.records import Due, Invoice, Origin
from einvoice.faults import Fault


def with_document(
    found: Invoice, idoc: Idoc, settings: Settings, seller: Seller, payer: Buyer, others: Callable[[str], Buyer | None]
) -> tuple[Invoice, list[Fault], dict[str, Origin]]:
    """The invoice as it was sent, open as the ledger says; what is wrong with the IDoc, and where that stands.

    The buyer is the bill-to party, who need not be who pays (`found.customer`).
    """
    buyer = others(bill_to_number(idoc)) or payer
    parties = Parties(
        seller=seller.party,
        buyer=buyer.customer.party,
        payment=seller.payment,
        notes=seller.notes,
        national=merged(seller.national, buyer.national),
    )
    document = read(idoc, Meanings(tax_codes=settings.tax_codes, units=settings.units), parties)
    ledger = found.document
    if document.currency != ledger.currency:
        idoc.fault("currency", f"the ledger has it in {ledger.currency}", "E1EDK01 CURCY")
    elif document.is_credit != ledger.is_credit:
        what = "the ledger has it as " + ("a credit memo" if ledger.is_credit else "an invoice")
        idoc.fault("type_code", what, "E1EDK01 BSART")
    elif found.open > document.totals.payable:
        what = f"of {document.totals.payable} billed, {found.open} is open in the ledger"
        idoc.fault("totals.payable", what, "E1EDS01 SUMID 011 SUMME")
    dues = found.dues
    if found.state == "paid" and len(dues) == 1:  # the list of billing documents does not tell when it was due
        day = document.due_date or dues[0].date
        dues = (Due(date=day, amount=document.totals.payable, open=dues[0].open),)
    due_in_all = sum((each.amount for each in ledger.instalments), Decimal(0))  # one that was paid may be gone
    made = msgspec.structs.replace(
        found,
        document=msgspec.structs.replace(
            document,
            due_date=max((due.date for due in dues), default=document.due_date),
            instalments=ledger.instalments if due_in_all == document.totals.payable else (),
        ),
        dues=dues,
        orders=(document.sales_order,) if document.sales_order else (),
        erp_einvoice="",
        origins={**found.origins, **seller.origins, **buyer.origins, **idoc.origins},
    )
    return made, list(idoc.faults), idoc.origins
