"""Hypothesis makes invoices: every term of the model, in any script, with and without each optional one.

They need not add up. They are what a document can say: texts without white space around them, and once what
EN 16931 says once. So one set of payment means shares code, text, remittance, mandate and creditor; several
instalments stand in their order and the first is the due date; identifiers without a scheme come first; the reasons
of an exemption stand in the breakdown. Not filled, for EN 16931 has no such terms: `consumer`, `public_body`,
`national_code`, `national`, means of one instalment.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Attribute,
    Classification,
    Contact,
    Delivery,
    Identifier,
    Instalment,
    Invoice,
    Line,
    Note,
    Party,
    PaymentMeans,
    Period,
    Reference,
    TaxBreakdown,
    Totals,
    Vat,
    minor_unit,
)

CREDIT_NOTES = ("381", "396", "261")
INVOICES = ("380", "384", "386", "389", "326", "751", "875")
CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B")
CURRENCIES = ("EUR", "USD", "CHF", "HUF", "JPY", "KWD")

_SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
_CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789-/._é "


def texts(size: int = 12) -> st.SearchStrategy[str]:
    """One line, in any script."""
    return st.text(_SIGNS, min_size=1, max_size=size).map(str.strip).filter(bool)


def long_texts() -> st.SearchStrategy[str]:
    """One or several lines."""
    return st.lists(texts(20), min_size=1, max_size=3).map("\n".join)


def identifiers_text() -> st.SearchStrategy[str]:
    """What people number things with."""
    return st.text(_CODES, min_size=1, max_size=12).map(str.strip).filter(bool)


def maybe(values: st.SearchStrategy[Any], otherwise: Any = "") -> st.SearchStrategy[Any]:
    """`values`, or the term is absent."""
    return st.just(otherwise) | values


def days() -> st.SearchStrategy[date]:
    return st.dates(date(2000, 1, 1), date(2099, 12, 31))


def amounts(currency: str, *, least: int = -(10**9)) -> st.SearchStrategy[Decimal]:
    """Amounts that two decimals and the currency can hold."""
    unit = max(minor_unit(currency), Decimal("0.01"))
    return st.integers(least, 10**9).map(lambda count: count * unit)


def numbers(*, least: int = 0, places: int = 6) -> st.SearchStrategy[Decimal]:
    """Quantities, prices and rates: as fine as people please."""
    return st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places), st.integers(least, 10**7), st.integers(0, places)
    )


def identifier(*schemes: str) -> st.SearchStrategy[Identifier]:
    """An identifier; `""` among the schemes makes some without one."""
    return st.builds(Identifier, value=identifiers_text(), scheme=st.sampled_from(schemes))


def periods() -> st.SearchStrategy[Period]:
    return st.builds(Period, start=maybe(days(), None), end=maybe(days(), None)).filter(lambda p: p != Period())


def addresses() -> st.SearchStrategy[Address]:
    return st.builds(
        Address,
        line1=maybe(texts()),
        line2=maybe(texts()),
        line3=maybe(texts()),
        city=maybe(texts()),
        postcode=maybe(identifiers_text()),
        subdivision=maybe(texts()),
        country=st.sampled_from(("FR", "IT", "DE", "BE", "US", "NO")),
    )


def contacts() -> st.SearchStrategy[Contact]:
    return st.builds(Contact, name=texts(), phone=maybe(texts()), email=maybe(texts()))


def parties(*, seller: bool) -> st.SearchStrategy[Party]:
    """BG-4 or BG-7; legal information (BT-33) and local tax number (BT-32) are a seller's alone."""
    own = {"legal_info": maybe(texts()), "tax_registration": maybe(identifiers_text())} if seller else {}
    several = st.lists(identifier("", "0088", "0060"), max_size=2).map(
        lambda found: tuple(sorted(found, key=lambda one: bool(one.scheme)))
    )
    return st.builds(
        Party,
        name=texts(),
        trading_name=maybe(texts()),
        identifiers=several if seller else several.map(lambda found: found[:1]),
        legal_id=maybe(identifier("", "0002", "0009"), None),
        vat_id=maybe(identifiers_text()),
        endpoint=maybe(identifier("0225", "EM", "9930"), None),
        address=addresses(),
        contact=maybe(contacts(), None),
        **own,
    )


def payees() -> st.SearchStrategy[Party]:
    """BG-10."""
    return st.builds(
        Party,
        name=texts(),
        identifiers=maybe(identifier("", "0088").map(lambda one: (one,)), ()),
        legal_id=maybe(identifier("", "0002"), None),
    )


def representatives() -> st.SearchStrategy[Party]:
    """BG-11."""
    return st.builds(Party, name=texts(), vat_id=identifiers_text(), address=addresses())


def vats() -> st.SearchStrategy[Vat]:
    """Category and rate; what is outside the scope (O) has no rate."""
    return st.builds(
        lambda category, rate: Vat(category=category, rate=Decimal(0) if category == "O" else rate),
        st.sampled_from(CATEGORIES),
        numbers(places=2),
    )


def breakdowns(currency: str) -> st.SearchStrategy[TaxBreakdown]:
    return st.builds(
        lambda vat, reason, code, base, tax: TaxBreakdown(
            vat=Vat(category=vat.category, rate=vat.rate, exemption_reason=reason, exemption_code=code),
            base=base,
            tax=tax,
        ),
        vats(),
        maybe(long_texts()),
        maybe(st.sampled_from(("VATEX-EU-AE", "VATEX-EU-132", "VATEX-EU-O"))),
        amounts(currency),
        amounts(currency),
    )


def extras(currency: str, vat: st.SearchStrategy[Vat | None]) -> st.SearchStrategy[AllowanceCharge]:
    return st.builds(
        AllowanceCharge,
        amount=amounts(currency),
        charge=st.booleans(),
        base=maybe(amounts(currency), None),
        percent=maybe(numbers(), None),
        reason=maybe(texts()),
        reason_code=maybe(st.sampled_from(("95", "100", "FC", "ADR"))),
        vat=vat,
    )


@st.composite
def lines(draw: st.DrawFn, currency: str) -> Line:
    """BG-25."""
    based = draw(maybe(numbers(least=2, places=0), Decimal(1)))
    gross = draw(maybe(numbers(), None))
    return draw(
        st.builds(
            Line,
            id=identifiers_text(),
            name=texts(),
            quantity=numbers(least=-(10**7)),
            net=amounts(currency),
            price=numbers(),
            vat=vats(),
            unit=st.sampled_from(("C62", "HUR", "KGM")),
            base_quantity=st.just(based),
            base_unit=maybe(st.just("TNE")) if based != 1 else st.just(""),
            gross_price=st.just(gross),
            price_discount=st.none() if gross is None else maybe(numbers(least=1), None),
            description=maybe(long_texts()),
            note=maybe(long_texts()),
            object_id=maybe(identifier("", "ABZ", "AAA"), None),
            order_line=maybe(identifiers_text()),
            accounting_reference=maybe(identifiers_text()),
            period=maybe(periods(), None),
            seller_item=maybe(identifiers_text()),
            buyer_item=maybe(identifiers_text()),
            standard_item=maybe(identifier("0160", "0088"), None),
            classifications=st.lists(
                st.builds(
                    Classification,
                    value=identifiers_text(),
                    scheme=st.sampled_from(("STI", "TST")),
                    version=maybe(identifiers_text()),
                ),
                max_size=2,
            ).map(tuple),
            origin=maybe(st.sampled_from(("FR", "CN"))),
            attributes=st.lists(st.builds(Attribute, name=texts(), value=texts()), max_size=2).map(tuple),
            allowances=st.lists(extras(currency, st.none()), max_size=2).map(tuple),
        )
    )


def attachments() -> st.SearchStrategy[Attachment]:
    """Embedded, at an address, or only named."""
    named = {"id": identifiers_text(), "description": maybe(texts())}
    return (
        st.builds(Attachment, **named)
        | st.builds(Attachment, **named, url=st.just("https://example.org/plan?a=1&b=2"))
        | st.builds(
            Attachment,
            **named,
            filename=texts(),
            mime=st.sampled_from(("application/pdf", "text/csv")),
            content=st.binary(min_size=1, max_size=20),
        )
    )


@st.composite
def payments(draw: st.DrawFn) -> tuple[PaymentMeans, ...]:
    """BG-16: accounts, cards or a direct debit, under one code, one text and one remittance."""
    kind = draw(st.sampled_from(("none", "account", "card", "debit", "plain")))
    if kind == "none":
        return ()
    shared = {
        "code": draw(st.sampled_from(("30", "58", "59", "48", "10"))),
        "text": draw(maybe(texts())),
        "remittance": draw(maybe(texts())),
    }
    if kind == "account":
        account = st.builds(
            PaymentMeans,
            **{name: st.just(value) for name, value in shared.items()},
            iban=st.sampled_from(("FR7630006000011234567890189", "DE75512108001245126199", "000123456789")),
            account_name=maybe(texts()),
            bic=maybe(st.sampled_from(("AGRIFRPPXXX", "SOLADEST600"))),
        )
        return tuple(draw(st.lists(account, min_size=1, max_size=3)))
    if kind == "card":
        return (PaymentMeans(**shared, card_number=draw(st.just("4711")), card_holder=draw(maybe(texts()))),)
    if kind == "debit":
        return (
            PaymentMeans(
                **shared,
                mandate=draw(identifiers_text()),
                creditor_id=draw(maybe(identifiers_text())),
                debited_account=draw(maybe(st.just("DE75512108001245126199"))),
            ),
        )
    return (PaymentMeans(**shared),)


@st.composite
def schedules(draw: st.DrawFn, currency: str) -> dict[str, Any]:
    """BT-9 and BT-20, with or without several instalments."""
    due = draw(st.lists(days(), min_size=2, max_size=3, unique=True).map(sorted) | st.none())
    terms = draw(maybe(long_texts()))
    if due is None:
        return {"due_date": draw(maybe(days(), None)), "terms": terms}
    parts = tuple(Instalment(due=day, amount=draw(amounts(currency, least=0))) for day in due)
    return {"due_date": due[0], "terms": terms, "instalments": parts}


def deliveries() -> st.SearchStrategy[Delivery]:
    return st.builds(
        Delivery,
        delivered=maybe(days(), None),
        name=maybe(texts()),
        location=maybe(identifier("", "0088"), None),
        address=maybe(addresses(), None),
    ).filter(lambda delivery: delivery != Delivery())


@st.composite
def totals(draw: st.DrawFn, currency: str, tax_currency: str) -> Totals:
    """BG-22, not adding up."""
    money = amounts(currency)
    names = ("lines", "tax_exclusive", "tax", "tax_inclusive", "payable")
    sums = {name: draw(money) for name in names}
    sums |= {name: draw(maybe(money, Decimal(0))) for name in ("allowances", "charges", "prepaid", "rounding")}
    accounting = draw(maybe(amounts(tax_currency), None)) if tax_currency else None
    return Totals(**sums, tax_accounting=accounting)


@st.composite
def invoices(draw: st.DrawFn, type_codes: tuple[str, ...] = INVOICES + CREDIT_NOTES) -> Invoice:
    """An invoice or credit note with any terms of EN 16931."""
    currency = draw(st.sampled_from(CURRENCIES))
    tax_currency = draw(maybe(st.sampled_from(CURRENCIES).filter(lambda other: other != currency)))
    point, point_code = draw(
        st.sampled_from(((None, ""), (None, "3"), (None, "35"), (None, "432"))) | days().map(lambda day: (day, ""))
    )
    return draw(
        st.builds(
            Invoice,
            number=identifiers_text(),
            issue_date=days(),
            currency=st.just(currency),
            tax_currency=st.just(tax_currency),
            tax_point=st.just(point),
            tax_point_code=st.just(point_code),
            type_code=st.sampled_from(type_codes),
            process=maybe(st.sampled_from(("B1", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"))),
            specification=maybe(st.just("urn:cen.eu:en16931:2017#compliant#urn:example.org:cius:1")),
            seller=parties(seller=True),
            buyer=parties(seller=False),
            payee=maybe(payees(), None),
            tax_representative=maybe(representatives(), None),
            lines=st.lists(lines(currency), min_size=1, max_size=2).map(tuple),
            taxes=st.lists(breakdowns(currency), min_size=1, max_size=2).map(tuple),
            totals=totals(currency, tax_currency),
            buyer_reference=maybe(texts()),
            project=maybe(identifiers_text()),
            contract=maybe(identifiers_text()),
            purchase_order=maybe(identifiers_text()),
            sales_order=maybe(identifiers_text()),
            receiving_advice=maybe(identifiers_text()),
            despatch_advice=maybe(identifiers_text()),
            tender=maybe(identifiers_text()),
            object_id=maybe(identifier("", "ABZ", "AAA"), None),
            accounting_reference=maybe(identifiers_text()),
            notes=st.lists(
                st.builds(
                    Note,
                    # UBL writes the subject into the text as `#AAI#`: a text of its own may not look so.
                    text=long_texts().filter(lambda text: not text.startswith("#")),
                    subject=maybe(st.sampled_from(("AAI", "PMT"))),
                ),
                max_size=2,
            ).map(tuple),
            preceding=st.lists(
                st.builds(Reference, number=identifiers_text(), issue_date=maybe(days(), None)), max_size=2
            ).map(tuple),
            delivery=maybe(deliveries(), None),
            period=maybe(periods(), None),
            payment=payments(),
            allowances=st.lists(extras(currency, vats()), max_size=2).map(tuple),
            attachments=st.lists(attachments(), max_size=2).map(tuple),
            **{name: st.just(value) for name, value in draw(schedules(currency)).items()},
        )
    )
