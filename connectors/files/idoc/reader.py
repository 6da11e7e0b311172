"""One INVOIC02 as an invoice of EN 16931.

What is posted is the truth: totals are those of E1EDS01, and nothing is made to agree. Sources: SAP's domains SUMID
(E1EDS01) and QUALIBETRG (E1EDP26), the segment documentation of transaction WE60, and for the sense of each amount
what SD's output program fills: 010 is the net value, 005 the tax, 011 what is billed.
"""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from connectors.files.idoc import header, items
from connectors.files.idoc.segments import ZERO, Idoc
from connectors.files.idoc.taxes import Taxes
from connectors.sap.taxes import Codes
from connectors.sap.terms import skonto
from einvoice import model
from einvoice.model import AllowanceCharge

_CREDIT = "CRME"  # E1EDK01 BSART of credit memos; INVO else


class Meanings(msgspec.Struct, frozen=True, kw_only=True):
    """What a company's codes mean."""

    tax_codes: Codes = {}  # country -> tax code, or "19%" -> meaning
    units: dict[str, str] = {}  # unit -> UN/ECE Rec 20


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """Who is known beside the IDoc."""

    seller: model.Party | None = None
    buyer: model.Party | None = None
    payment: model.PaymentMeans = model.PaymentMeans()
    notes: tuple[model.Note, ...] = ()  # of the seller
    national: Mapping[str, dict[str, object]] = {}


def read(idoc: Idoc, meanings: Meanings, parties: Parties) -> model.Invoice:
    """The document, in the IDoc's currency with positive amounts. It counts only if `idoc.faults` stays empty."""
    head = idoc.first("E1EDK01")
    currency = head.text("CURCY").upper()
    if not currency:
        idoc.fault("currency", "there is no currency", head.where("CURCY"))
    cent = model.minor_unit(currency)
    posted = _sum(idoc, "totals.tax_inclusive", "011")
    sign = -1 if posted < 0 else 1
    credit = head.text("BSART").upper() == _CREDIT or sign < 0
    seller, buyer = header.seller(idoc, parties.seller), header.buyer(idoc, parties.buyer)
    taxes = Taxes(idoc, meanings.tax_codes, seller.address.country or seller.vat_id[:2])
    found = items.read(idoc, taxes, meanings.units, sign, cent)
    lines = tuple(found.lines)
    if not lines:
        idoc.fault("lines", "there are no items", "E1EDP01 POSEX")
    totals, allowances = _totals(idoc, posted * sign, sign, lines, taxes)
    issued = header.issued(idoc)
    number = header.number(idoc)
    delivered, period = header.delivery(idoc, found.days)
    national = {code: dict(facts) for code, facts in parties.national.items()}
    if seller.address.country == "DE" and (discount := skonto(*header.skonto(idoc))):
        # as text, as all facts of a country are in files
        national["DE"] = {**{key: str(value) for key, value in discount.items()}, **national.get("DE", {})}
    return model.Invoice(
        number=number,
        issue_date=issued,
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=lines,
        taxes=taxes.breakdown(lines, allowances, totals.tax, sign, currency),
        totals=totals,
        type_code="381" if credit else "380",
        due_date=header.due(idoc, issued),
        buyer_reference=header.buyer_reference(idoc),
        contract=header.reference(idoc, "005", "006"),
        purchase_order=header.reference(idoc, "001"),
        sales_order=header.reference(idoc, "002"),
        despatch_advice=header.reference(idoc, "012"),
        terms=header.terms(idoc),
        notes=(*header.notes(idoc), *parties.notes),
        preceding=header.preceding(idoc) if credit else (),
        delivery=delivered,
        period=period,
        payment=(msgspec.structs.replace(parties.payment, remittance=number),),
        allowances=allowances,
        national=national,
        lines_posted=True,
    )


def _sum(idoc: Idoc, path: str, which: str, default: Decimal | None = None) -> Decimal:
    return idoc.first("E1EDS01", "SUMID", which).amount(path, "SUMME", default)


def _totals(
    idoc: Idoc, total: Decimal, sign: int, lines: tuple[model.Line, ...], taxes: Taxes
) -> tuple[model.Totals, tuple[AllowanceCharge, ...]]:
    """BG-22 as posted, and the header conditions (E1EDK05) that are in no item."""
    net_given = bool(idoc.first("E1EDS01", "SUMID", "010"))
    tax_given = bool(idoc.first("E1EDS01", "SUMID", "005"))
    tax = _sum(idoc, "totals.tax", "005", ZERO) * sign
    net = _sum(idoc, "totals.tax_exclusive", "010", total * sign - tax * sign) * sign if net_given else total - tax
    if net_given and not tax_given:
        tax = total - net
    summed = sum((each.net for each in lines), ZERO)
    allowances = _allowances(idoc, taxes) if net != summed else ()
    minus = sum((each.amount for each in allowances if not each.charge), ZERO)
    plus = sum((each.amount for each in allowances if each.charge), ZERO)
    if net != summed - minus + plus:
        allowances, minus, plus = (), ZERO, ZERO
        what = f"the net value is {net}, but the items add up to {summed}"
        idoc.fault("totals.tax_exclusive", what, "E1EDS01 SUMID 010 SUMME")
    if net + tax != total:
        what = f"what is billed is {total}, but net value and tax add up to {net + tax}"
        idoc.fault("totals.tax_inclusive", what, "E1EDS01 SUMID 011 SUMME")
    own = model.Totals(
        lines=summed, tax_exclusive=net, tax=tax, tax_inclusive=total, payable=total, allowances=minus, charges=plus
    )
    return own, allowances


def _allowances(idoc: Idoc, taxes: Taxes) -> tuple[AllowanceCharge, ...]:
    """BG-20, BG-21. SD spreads header conditions over the items; other programs do not."""
    found: list[AllowanceCharge] = []
    for each in idoc.all("E1EDK05"):
        path = f"allowances[{len(found)}]"
        amount = abs(each.amount(path, "BETRG", ZERO))
        if not amount:
            continue
        found.append(
            AllowanceCharge(
                amount=amount,
                charge=each.text("ALCKZ") != "-",
                reason=each.text("KOTXT") or each.text("KSCHL"),
                vat=taxes.of_document(each, f"{path}.vat"),
            )
        )
    return tuple(found)
