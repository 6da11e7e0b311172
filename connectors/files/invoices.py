"""Rows of invoices.csv and of the files joined to it as invoices: the document and its state in the ledger."""

from decimal import ROUND_HALF_UP, Decimal

import msgspec

from connectors.files.cells import ZERO, Cells
from connectors.files.fields import INVOICE_PATHS, LINE_PATHS, TAX_PATHS
from connectors.files.parties import Buyer, Seller, merged
from connectors.records import Due, Invoice, Origin, Ref, Settlement
from einvoice import model
from einvoice.faults import Fault
from einvoice.model import AllowanceCharge, Line, TaxBreakdown, Vat

STATES = ("open", "paid", "cancelled", "reversed")


class Parts(msgspec.Struct, kw_only=True):
    """The rows of the joined files that belong to one invoice."""

    lines: list[Cells] = []
    taxes: list[Cells] = []
    allowances: list[Cells] = []
    instalments: list[Cells] = []
    settlements: list[Cells] = []
    faults: list[Fault] = []  # of these rows


def invoice(cells: Cells, ref: Ref, seller: Seller, buyer: Buyer, parts: Parts) -> Invoice:
    """One invoice. Faults go to the cells' list; what is returned counts only if there are none."""
    text, currency = cells.text, cells.needed("currency").upper()
    issued, due = cells.needed_day("issue_date"), cells.day("due_date")
    allowances = tuple(allowance(c) for c in parts.allowances)
    totals = _totals(cells, allowances)
    open_ = cells.positive("open")
    dues = tuple(
        Due(date=c.needed_day("due"), amount=c.positive("amount"), open=c.positive("open")) for c in parts.instalments
    )
    due = due or max((d.date for d in dues), default=issued)
    dues = dues or (Due(date=due, amount=totals.payable, open=open_),)
    _check_open(cells, parts, dues, open_)
    lines = tuple(line(c) for c in parts.lines)
    places = _origins(cells, seller, buyer, parts)
    document = model.Invoice(
        number=cells.needed("number"),
        issue_date=issued,
        currency=currency,
        seller=seller.party,
        buyer=buyer.customer.party,
        lines=lines,
        taxes=tuple(tax(c) for c in parts.taxes) or breakdown(lines, allowances, totals.tax, currency),
        totals=totals,
        type_code=text("type") or "380",
        process=text("process"),
        tax_currency=text("tax_currency").upper(),
        due_date=due,
        buyer_reference=text("buyer_reference"),
        contract=text("contract"),
        purchase_order=text("purchase_order"),
        sales_order=next(iter(text("orders").split()), ""),
        terms=text("terms"),
        notes=(*((model.Note(text=text("note")),) if text("note") else ()), *seller.notes),
        preceding=_preceding(cells),
        delivery=_delivery(cells),
        instalments=tuple(model.Instalment(due=d.date, amount=d.amount) for d in dues) if len(dues) > 1 else (),
        payment=(_payment(cells, seller),),
        allowances=allowances,
        national=merged(seller.national, buyer.national, cells.national(places)),
    )
    return Invoice(
        ref=ref,
        version="",
        changed_at=cells.changed(),
        customer=buyer.customer.ref,
        state=cells.choice("state", STATES),  # type: ignore[arg-type]  # one of STATES
        document=document,
        open=open_,
        dues=dues,
        disputed=cells.positive("disputed", ZERO),
        dispute_reason=text("dispute_reason"),
        orders=tuple(text("orders").split()),
        settlements=tuple(sorted((settlement(c) for c in parts.settlements), key=lambda s: (s.date, s.ref))),
        area=text("area"),
        payment_url=text("payment_url"),
        erp_einvoice=text("erp_einvoice"),
        origins=places,
    )


def line(cells: Cells) -> Line:
    """A row of invoice_lines.csv."""
    discount = cells.positive("discount", ZERO)
    allowances = (AllowanceCharge(amount=discount, reason=cells.text("discount_reason")),) if discount else ()
    return Line(
        id=cells.needed("id"),
        name=cells.needed("name"),
        quantity=cells.amount("quantity"),
        net=cells.amount("net"),
        price=cells.amount("price"),
        vat=vat(cells),
        unit=cells.text("unit") or "C62",
        base_quantity=cells.amount("base_quantity", Decimal(1)),
        description=cells.text("description"),
        note=cells.text("note"),
        seller_item=cells.text("item"),
        order_line=cells.text("order_line"),
        allowances=allowances,
    )


def settlement(cells: Cells) -> Settlement:
    """A row of settlements.csv."""
    return Settlement(
        date=cells.needed_day("date"),
        amount=cells.positive("amount"),
        ref=cells.text("ref"),
        credit=cells.flag("credit"),
    )


def vat(cells: Cells) -> Vat:
    """The tax columns that lines, taxes and allowances share."""
    return Vat(
        category=cells.needed("vat_category").upper(),
        rate=cells.amount("vat_rate", ZERO),
        exemption_reason=cells.text("exemption_reason"),
        exemption_code=cells.text("exemption_code"),
        national_code=cells.text("natura"),
    )


def tax(cells: Cells) -> TaxBreakdown:
    """A row of taxes.csv."""
    return TaxBreakdown(vat=vat(cells), base=cells.amount("base"), tax=cells.amount("tax"))


def allowance(cells: Cells) -> AllowanceCharge:
    """A row of allowances.csv."""
    return AllowanceCharge(
        amount=cells.positive("amount"),
        charge=cells.flag("charge"),
        base=cells.amount("base") if cells.text("base") else None,
        percent=cells.amount("percent") if cells.text("percent") else None,
        reason=cells.text("reason"),
        reason_code=cells.text("reason_code"),
        vat=vat(cells),
    )


def breakdown(
    lines: tuple[Line, ...], allowances: tuple[AllowanceCharge, ...], posted: Decimal, currency: str
) -> tuple[TaxBreakdown, ...]:
    """BG-23 from the lines, where the ERP gives none.

    A difference to the posted tax that rounding explains (half a minor unit per line) goes to the largest tax;
    a larger one stays visible, so that BR-CO-14 refuses the document.
    """
    cent = model.minor_unit(currency)
    bases: dict[Vat, Decimal] = {}
    for part, sign in (
        *(((each.vat, each.net), 1) for each in lines),
        *(((each.vat, each.amount), 1 if each.charge else -1) for each in allowances),
    ):
        treatment, amount = part
        if treatment is not None:
            bases[treatment] = bases.get(treatment, ZERO) + sign * amount
    taxes = [
        TaxBreakdown(vat=v, base=b, tax=(b * v.rate / 100).quantize(cent, ROUND_HALF_UP)) for v, b in bases.items()
    ]
    off = posted - sum(each.tax for each in taxes)
    if taxes and off and abs(off) <= cent * len(lines) / 2:
        largest = max(range(len(taxes)), key=lambda n: abs(taxes[n].tax))
        taxes[largest] = msgspec.structs.replace(taxes[largest], tax=taxes[largest].tax + off)
    return tuple(taxes)


def _totals(cells: Cells, allowances: tuple[AllowanceCharge, ...]) -> model.Totals:
    minus = sum((a.amount for a in allowances if not a.charge), ZERO)
    plus = sum((a.amount for a in allowances if a.charge), ZERO)
    net, total = cells.positive("net_total"), cells.positive("total")
    prepaid, rounding = cells.amount("prepaid", ZERO), cells.amount("rounding", ZERO)
    accounting = cells.amount("tax_accounting") if cells.text("tax_accounting") else None
    return model.Totals(
        lines=cells.amount("lines_total", net + minus - plus),
        tax_exclusive=net,
        tax=cells.amount("tax_total"),
        tax_inclusive=total,
        payable=cells.amount("payable", total - prepaid + rounding),
        allowances=minus,
        charges=plus,
        prepaid=prepaid,
        rounding=rounding,
        tax_accounting=accounting,
    )


def _check_open(cells: Cells, parts: Parts, dues: tuple[Due, ...], open_: Decimal) -> None:
    total = sum((due.open for due in dues), ZERO)
    if parts.instalments and total != open_:
        cells.fault(
            "open",
            f"{cells.place}: column open says {open_}, but its instalments add up to {total}.",
            "FILES-OPEN",
        )


def _preceding(cells: Cells) -> tuple[model.Reference, ...]:
    number = cells.text("preceding_number")
    return (model.Reference(number=number, issue_date=cells.day("preceding_date")),) if number else ()


def _delivery(cells: Cells) -> model.Delivery | None:
    delivered, name, text = cells.day("delivery_date"), cells.text("delivery_name"), cells.text
    address = model.Address(
        line1=text("delivery_street"),
        postcode=text("delivery_postcode"),
        city=text("delivery_city"),
        country=text("delivery_country").upper(),
    )
    where = address if address != model.Address() else None
    return model.Delivery(delivered=delivered, name=name, address=where) if delivered or name or where else None


def _payment(cells: Cells, seller: Seller) -> model.PaymentMeans:
    own = cells.text("iban").replace(" ", "")
    account = msgspec.structs.replace(seller.payment, iban=own, bic="") if own else seller.payment
    code = cells.text("payment_means") or "30"
    return msgspec.structs.replace(account, code=code, remittance=cells.text("remittance"))


def _origins(cells: Cells, seller: Seller, buyer: Buyer, parts: Parts) -> dict[str, Origin]:
    found = {**seller.origins, **buyer.origins, "": cells.origin("id")}
    for field, path in INVOICE_PATHS.items():
        found[path] = cells.origin(field)
    # Computed where the row does not give them: then the column to mend is the one they come from.
    for field, source in (("lines_total", "net_total"), ("payable", "total")):
        if not cells.text(field):
            found[INVOICE_PATHS[field]] = cells.origin(source)
    for who in (seller.party, buyer.customer.party):  # whose countries' facts may be asked for
        if country := who.address.country or who.vat_id[:2]:
            found.setdefault(f"national.{country}", cells.origin(f"{country.lower()}.*"))
    if cells.text("iban"):
        found["payment[0].iban"] = cells.origin("iban")
    joined = (("lines", parts.lines, LINE_PATHS), ("taxes", parts.taxes, TAX_PATHS))
    for name, rows, paths in joined:
        for n, row in enumerate(rows):
            for field, path in paths.items():
                found[f"{name}[{n}].{path}".rstrip(".")] = row.origin(field)
    for n, row in enumerate(parts.allowances):
        found[f"allowances[{n}]"] = row.origin("amount")
    for n, row in enumerate(parts.instalments):
        found[f"instalments[{n}]"] = row.origin("due")
    return found
