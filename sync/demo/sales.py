"""What is sold to whom, and how VAT applies to it."""

import random
from datetime import date, timedelta
from decimal import Decimal

from sync.demo.catalogue import BUILDING, GOODS, PRICE_LIST, SERVICES, TRAINING, Item
from sync.demo.companies import FRENCH, Company
from sync.demo.customers import Customer
from sync.demo.documents import DocLine, Document, Treatment, dues, line, rounded, taxes

# Large buyers have 3 % off the list, four decimals and all.
_LARGE_BUYERS = Decimal("0.97")
_EU = frozenset(("FR", "IT", "DE", "ES", "BE", "NL"))

# Sources: CGI art. 261-4-4° a, 262 ter I, 262 I, 283-2, 283-2 nonies;
# D.P.R. 633/1972 art. 7-ter, 8, 10, 17 c. 6; D.L. 331/1993 art. 41.
EXEMPT = {
    "FR": Treatment("E", reason="Exonération de TVA, article 261-4-4° a du CGI", code="VATEX-FR-CGI261-4"),
    "IT": Treatment("E", reason="Esente art. 10, n. 20, D.P.R. 633/1972", code="VATEX-EU-132-1I", natura="N4"),
}
INTRA_EU = {
    "FR": Treatment("K", reason="Exonération de TVA, article 262 ter, I du CGI", code="VATEX-EU-IC"),
    "IT": Treatment("K", reason="Non imponibile art. 41 D.L. 331/1993", code="VATEX-EU-IC", natura="N3.2"),
}
EXPORT = {
    "FR": Treatment("G", reason="Exonération de TVA, article 262, I du CGI", code="VATEX-EU-G"),
    "IT": Treatment("G", reason="Non imponibile art. 8 D.P.R. 633/1972", code="VATEX-EU-G", natura="N3.1"),
}
SERVICE_EU = {
    "FR": Treatment("AE", reason="Autoliquidation, article 283-2 du CGI", code="VATEX-EU-AE"),
    "IT": Treatment("AE", reason="Inversione contabile, art. 7-ter D.P.R. 633/1972", code="VATEX-EU-AE", natura="N2.1"),
}
BUILDERS = {
    "FR": Treatment("AE", reason="Autoliquidation, article 283-2 nonies du CGI", code="VATEX-EU-AE"),
    "IT": Treatment(
        "AE", reason="Inversione contabile, art. 17 c. 6 D.P.R. 633/1972", code="VATEX-EU-AE", natura="N6.7"
    ),
}


def _line(rng: random.Random, item: Item, vat: Treatment, seller: Company, buyer: Customer) -> DocLine:
    currency = buyer.currency
    price = item.price
    if currency != "EUR":
        price = rounded(price * PRICE_LIST[currency], currency)
    elif buyer.credit_limit and buyer.credit_limit >= 20000:
        price *= _LARGE_BUYERS
    most = 2 if buyer.kind == "consumer" else item.usual * 2
    quantity = Decimal(rng.randint(1, max(2, most)))
    if item.unit in ("MTR", "KGM", "HUR"):
        quantity += Decimal(rng.choice(("0", "0.25", "0.5", "0.75")))
    percent = rng.choice((0, 0, 0, 0, 0, 5, 10)) if buyer.kind == "business" else 0
    name = item.name_fr if seller is FRENCH else item.name_it
    return line(
        item=item.code,
        name=name,
        unit=item.unit,
        quantity=quantity,
        price=price,
        vat=vat,
        currency=currency,
        percent=percent,
    )


def _domestic(rng: random.Random, seller: Company, buyer: Customer) -> list[tuple[Item, Treatment]]:
    rate = "fr" if seller is FRENCH else "it"
    country = seller.country
    if buyer.kind == "business" and rng.random() < 0.05:
        return [(rng.choice(BUILDING), BUILDERS[country])]
    count = 1 if buyer.kind == "consumer" else rng.choice((1, 2, 2, 3, 3, 4, 5, 6))
    picked = rng.sample(GOODS, count)
    if rng.random() < 0.35 and buyer.kind != "consumer":
        picked.append(rng.choice(SERVICES))
    found = [(i, Treatment("S", getattr(i, rate))) for i in picked]
    if buyer.kind == "business" and rng.random() < 0.06:
        found.append((rng.choice(TRAINING), EXEMPT[country]))
    return found


def _content(rng: random.Random, seller: Company, buyer: Customer) -> list[tuple[Item, Treatment]]:
    if buyer.country == seller.country:
        return _domestic(rng, seller, buyer)
    if buyer.country in _EU:
        # A revision or an installation abroad: general rule for services between businesses.
        if rng.random() < 0.15:
            return [(i, SERVICE_EU[seller.country]) for i in rng.sample(SERVICES[1:], rng.randint(1, 2))]
        return [(i, INTRA_EU[seller.country]) for i in rng.sample(GOODS, rng.randint(2, 5))]
    return [(i, EXPORT[seller.country]) for i in rng.sample(GOODS, rng.randint(1, 4))]


def invoice(rng: random.Random, ident: str, day: date, seller: Company, buyer: Customer) -> Document:
    """One invoice of `day`; two in five are rounded on the document instead of per line."""
    content = _content(rng, seller, buyer)
    currency = buyer.currency
    lines = tuple(_line(rng, item, vat, seller, buyer) for item, vat in content)
    groups = taxes(lines, currency, on_document=rng.random() < 0.4)
    split = seller is not FRENCH and buyer.kind == "public"
    owed = sum((t.base + (0 if split else t.tax) for t in groups), Decimal(0))
    goods = any(item.kind == "goods" for item, _ in content)
    days = rng.randint(0, 4) if goods else 0
    # In Italy goods that left earlier make a deferred invoice (TD24, D.P.R. 633/1972 art. 21 c. 4 a), not a TD01.
    delivered = day - timedelta(days=days if seller is FRENCH else 0)
    return Document(
        id=ident,
        company=seller.id,
        customer=buyer.id,
        issued=day,
        currency=currency,
        lines=lines,
        taxes=groups,
        split_payment=split,
        dues=dues(owed, day, buyer.terms, currency),
        delivered=delivered if goods else None,
        purchase_order=f"PO-{rng.randrange(10000, 99999)}" if rng.random() < 0.3 else "",
    )


def credit_note(rng: random.Random, ident: str, day: date, of: Document) -> Document:
    """A credit note for the whole of an invoice, or for its first line."""
    lines = of.lines if rng.random() < 0.3 else of.lines[:1]
    groups = of.taxes if lines == of.lines else taxes(lines, of.currency, on_document=False)
    owed = sum((t.base + (0 if of.split_payment else t.tax) for t in groups), Decimal(0))
    return Document(
        id=ident,
        company=of.company,
        customer=of.customer,
        issued=day,
        currency=of.currency,
        lines=lines,
        taxes=groups,
        type="381",
        split_payment=of.split_payment,
        dues=dues(owed, day, "0", of.currency),
        preceding=of,
        delivered=of.delivered,
    )
