"""One row of account.move, with what belongs to it, as the EN 16931 document."""

from datetime import date

from connectors.odoo import amounts, lines, national, parties
from connectors.odoo.bundle import Bundle
from connectors.odoo.extension import Extension
from connectors.odoo.reader import Reader, Row, link, link_name, number_of, plain, text_of
from einvoice import model

_MODEL = "account.move"
_LINE = "account.move.line"


def read(reader: Reader, move: Row, bundle: Bundle, extension: Extension) -> model.Invoice | None:
    """With what `extension` maps besides. None where it is unreadable: the reader's faults then say why."""
    number = reader.text("number", _MODEL, move, "name", missing="BR-02")
    if number == "/":
        reader.fault("BR-02", "number", "name is '/', so the invoice has no number yet")
    issued = reader.day("issue_date", _MODEL, move, "invoice_date", missing="BR-03")
    currency = _currency(reader, move)
    unit = model.minor_unit(currency)
    company = bundle.companies.get(link(move.get("company_id")), {"id": link(move.get("company_id"))})
    partner = bundle.partners.get(link(move.get("partner_id")), {"id": link(move.get("partner_id"))})
    root = bundle.partners.get(link(move.get("commercial_partner_id")), partner)
    seller = parties.seller(reader, company, bundle)
    buyer = parties.buyer(reader, partner, root, bundle)
    rows = bundle.lines.get(move["id"], [])
    if not lines.products(rows):
        reader.origin("lines", _MODEL, move, "invoice_line_ids")
        reader.fault("BR-16", "lines", "the invoice has no line")
    lines.refuse_unknown(reader, rows)
    items = lines.read(reader, lines.products(rows), bundle, seller, buyer, unit)
    tax_currency, tax_accounting = amounts.accounting(move, company)
    totals = amounts.totals(reader, move, rows, items, unit, tax_accounting)
    breakdown = amounts.breakdown(reader, rows, items, bundle, unit)
    due = reader.day("due_date", _MODEL, move, "invoice_date_due")
    instalments = amounts.instalments(reader, rows, unit)
    if totals.payable and not instalments:
        reader.origin("instalments", _MODEL, move, "line_ids")
        reader.fault(
            "BR-CO-25", "instalments", "no line has the account_type asset_receivable: nothing says what is due"
        )
    if reader.faults or issued is None:
        return None
    kind = _type_code(move, rows, seller)
    for path, field in (("purchase_order", "ref"), ("terms", "invoice_payment_term_id"),
                        ("preceding", "reversed_entry_id"), ("notes", "narration"),
                        ("payment", "partner_bank_id")):  # fmt: skip
        reader.origin(path, _MODEL, move, field)
    narration = plain(move.get("narration"))
    preceding = _preceding(move, bundle)
    paper = model.Invoice(
        number=number,
        issue_date=issued,
        type_code=kind,
        process=_process(rows, bundle, seller),
        tax_currency=tax_currency,
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=items,
        taxes=breakdown,
        totals=totals,
        due_date=due or (instalments[-1].due if instalments else None),
        purchase_order="" if preceding else text_of(move.get("ref"))[:200],
        sales_order=_one_order(move),
        terms=_terms(move, partner, bundle),
        notes=(model.Note(text=narration),) if narration else (),
        preceding=preceding,
        delivery=_delivery(reader, move, bundle, buyer, items),
        instalments=instalments,
        payment=_payment(move, bundle, kind == "381"),
        national=national.blocks(reader, move, company, root, seller, bundle),
    )
    return extension.apply(paper, {_MODEL: move, "res.partner": root, "res.company": company}, reader)


def _terms(move: Row, partner: Row, bundle: Bundle) -> str:
    term = link(move.get("invoice_payment_term_id"))
    return bundle.terms.get((term, text_of(partner.get("lang")))) or bundle.terms.get((term, "en_US"), "")


def _type_code(move: Row, rows: list[Row], seller: model.Party) -> str:
    """BT-3. A down payment invoice has nothing but down payments; Italy alone asks for debit notes as such."""
    if move.get("move_type") == "out_refund":
        return "381"
    items = lines.products(rows)
    if all(row.get("is_downpayment") and (number_of(row.get("price_subtotal")) or 0) > 0 for row in items):
        return "386"
    if link(move.get("debit_origin_id")) and seller.address.country == "IT":
        return "383"
    return "380"


def _process(rows: list[Row], bundle: Bundle, seller: model.Party) -> str:
    """BT-23 in France: B1 goods, S1 services, M1 both (BR-FR-08); only where every line has a product."""
    if seller.address.country != "FR":
        return ""
    kinds = {text_of(bundle.products.get(link(r.get("product_id")), {}).get("type")) for r in lines.products(rows)}
    if not kinds or "" in kinds:
        return ""
    return "S1" if kinds == {"service"} else "M1" if "service" in kinds else "B1"


def _currency(reader: Reader, move: Row) -> str:
    reader.origin("currency", _MODEL, move, "currency_id")
    code = link_name(move.get("currency_id"))
    if len(code) != 3 or not code.isalpha():
        reader.fault("BR-05", "currency", f"currency_id is {code!r}, which is no currency code")
        return ""
    return code.upper()


def _preceding(move: Row, bundle: Bundle) -> tuple[model.Reference, ...]:
    """BG-3: what is credited, or what a debit note adds to."""
    row = bundle.preceding.get(link(move.get("reversed_entry_id")) or link(move.get("debit_origin_id")))
    if not row or not text_of(row.get("name")):
        return ()
    try:
        issued = date.fromisoformat(text_of(row.get("invoice_date")))
    except ValueError:
        issued = None
    return (model.Reference(number=text_of(row["name"]), issue_date=issued),)


def orders(move: Row) -> tuple[str, ...]:
    """The order numbers that Odoo wrote into the invoice's source."""
    if link(move.get("reversed_entry_id")):
        return ()
    return tuple(part.strip() for part in text_of(move.get("invoice_origin")).split(",") if part.strip())


def _one_order(move: Row) -> str:
    """BT-14 holds one order; of several none is the right one."""
    found = orders(move)
    return found[0] if len(found) == 1 else ""


def _delivery(
    reader: Reader, move: Row, bundle: Bundle, buyer: model.Party, items: tuple[model.Line, ...]
) -> model.Delivery | None:
    """BG-13. The address is given where it is not the buyer's own, and on intra-Community supplies (BR-IC-12)."""
    day = reader.day("delivery.delivered", _MODEL, move, "delivery_date")
    target = bundle.partners.get(link(move.get("partner_shipping_id")))
    where = parties.address(reader, "delivery.address", target, bundle) if target else None
    if where == model.Address():
        where = None
    if any(item.vat.category == "K" for item in items):
        where = where or buyer.address
    elif where == buyer.address:
        where = None
    if day is None and where is None:
        return None
    other = where is not None and where != buyer.address
    name = text_of(target.get("name")) if target and other else ""
    return model.Delivery(delivered=day, name=name, address=where)


def _payment(move: Row, bundle: Bundle, credit: bool) -> tuple[model.PaymentMeans, ...]:
    """BG-16: the account on the invoice, else the company's first one. A credit note asks for no transfer."""
    if credit:
        return ()
    bank = bundle.banks.get(link(move.get("partner_bank_id"))) or _own_account(move, bundle)
    if not bank:
        return ()
    number = text_of(bank.get("sanitized_acc_number")) or text_of(bank.get("acc_number")).replace(" ", "")
    return (
        model.PaymentMeans(
            code="58" if bank.get("acc_type") == "iban" and link_name(move.get("currency_id")) == "EUR" else "30",
            remittance=text_of(move.get("payment_reference")),
            iban=number,
            account_name=text_of(bank.get("acc_holder_name")),
            bic=text_of(bank.get("bank_bic")),
        ),
    )


def _own_account(move: Row, bundle: Bundle) -> Row | None:
    company_id = link(move.get("company_id"))
    owner = link(bundle.companies.get(company_id, {}).get("partner_id"))
    for bank in bundle.banks.values():
        if link(bank.get("partner_id")) == owner and link(bank.get("company_id")) in (0, company_id):
            return bank
    return None
