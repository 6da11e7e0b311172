"""Plausible parties and documents, so that a test says only what it is about."""

from datetime import date
from decimal import Decimal

from einvoice import model

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
) -> model.Invoice:
    """One line, one rate. With `total` (tax included) the net is what remains, else the tax is added."""
    cent = model.minor_unit(currency)
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
        lines=(model.Line(id="1", name="Repair work", quantity=Decimal(1), net=net, price=net, vat=vat),),
        taxes=(model.TaxBreakdown(vat=vat, base=net, tax=tax),),
        totals=model.Totals(lines=net, tax_exclusive=net, tax=tax, tax_inclusive=total, payable=total),
        payment=(model.PaymentMeans(iban="FR7630006000011234567890189"),),
    )
