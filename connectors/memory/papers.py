"""Plausible parties and documents, so that a test says only what it is about."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from einvoice import model

Goods = tuple[str, Decimal | str, Decimal | str]  # name, quantity, price of one before tax

# Example numbers with right check digits; they belong to nobody in particular.
_HOME: dict[str, model.Party] = {
    "FR": model.Party(
        name="",
        legal_id=model.Identifier("123456782", "0002"),
        vat_id="FR11123456782",
        legal_info="SAS au capital de 10 000 EUR, RCS Lyon",
        endpoint=model.Identifier("123456782", "0225"),
        address=model.Address(line1="12 rue des Lilas", city="Lyon", postcode="69003", country="FR"),
    ),
    "IT": model.Party(
        name="",
        vat_id="IT12345670017",
        tax_registration="12345670017",
        address=model.Address(line1="Via Roma 1", city="Torino", postcode="10121", subdivision="TO", country="IT"),
    ),
}


def party(name: str, country: str) -> model.Party:
    """A business in `country` with all that its law asks for; elsewhere an address only."""
    elsewhere = model.Party(name="", address=model.Address(line1="1 Main Street", city="Springfield", country=country))
    home = _HOME.get(country, elsewhere)
    return model.Party(**{f: getattr(home, f) for f in model.Party.__struct_fields__ if f != "name"}, name=name)


def invoice_document(
    number: str,
    issued: date,
    due: date,
    seller: model.Party,
    buyer: model.Party,
    *,
    total: Decimal | None,
    net: Decimal,
    rate: Decimal,
    currency: str,
    goods: Sequence[Goods] = (),
) -> model.Invoice:
    """One line, one rate. With `total` (tax included) the net is what remains, else the tax is added.

    With `goods` a line each, and their sum is the net.
    """
    cent = model.minor_unit(currency)
    sold = [(name, Decimal(quantity), Decimal(price)) for name, quantity, price in goods]
    if sold:
        total, net = None, sum(((quantity * price).quantize(cent) for _, quantity, price in sold), Decimal(0))
    if total is None:
        tax = (net * rate / 100).quantize(cent)
        total = net + tax
    else:
        net = (total * 100 / (100 + rate)).quantize(cent)
        tax = total - net
    vat = model.Vat(category="S" if rate else "Z", rate=rate)
    return model.Invoice(
        number=number,
        issue_date=issued,
        due_date=due,
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=tuple(
            model.Line(id=str(n), name=name, quantity=q, price=price, net=(q * price).quantize(cent), vat=vat)
            for n, (name, q, price) in enumerate(sold or [("Repair work", Decimal(1), net)], start=1)
        ),
        taxes=(model.TaxBreakdown(vat=vat, base=net, tax=tax),),
        totals=model.Totals(lines=net, tax_exclusive=net, tax=tax, tax_inclusive=total, payable=total),
        payment=(model.PaymentMeans(iban="FR7630006000011234567890189"),),
    )
