"""Tax numbers of all who take part (1.1.1, 1.2, 1.3, 1.4).

SdI looks a number up in its register. Here only the check digit can be looked at: a wrong one is a warning, for what
the register says decides; what we emit ourselves is held to it by `italy.check`.
"""

from collections.abc import Iterator

from einvoice.countries.italy.numbers import sound_fiscal, sound_vat
from einvoice.fatturapa.controls.case import Case, Person
from einvoice.fatturapa.controls.control import LAYOUT, NET, NOTES, control
from einvoice.rules.rule import Finding


def transmitter_number(case: Case) -> Iterator[Finding]:
    """An Italian transmitter is known by codice fiscale or partita IVA."""
    who = case.transmitter
    if who.country == "IT" and who.number and not sound_fiscal(who.number):
        yield who.path, {"number": who.number}


def seller_vat(case: Case) -> Iterator[Finding]:
    """1.2.1.1.2"""
    yield from _vat(case.seller)


def seller_fiscal(case: Case) -> Iterator[Finding]:
    """1.2.1.2"""
    yield from _fiscal(case.seller)


def seller_agent_vat(case: Case) -> Iterator[Finding]:
    """1.3.1.1.2"""
    yield from _vat(case.seller_agent)


def buyer_agent_vat(case: Case) -> Iterator[Finding]:
    """1.4.4.1.2"""
    yield from _vat(case.buyer_agent)


def seller_agent_fiscal(case: Case) -> Iterator[Finding]:
    """1.3.1.2"""
    yield from _fiscal(case.seller_agent)


def buyer_vat(case: Case) -> Iterator[Finding]:
    """1.4.1.1.2"""
    yield from _vat(case.buyer)


def buyer_fiscal(case: Case) -> Iterator[Finding]:
    """1.4.1.2"""
    yield from _fiscal(case.buyer)


def buyer_without_number(case: Case) -> Iterator[Finding]:
    """A buyer has a VAT number, a codice fiscale, or both."""
    if not (case.buyer.number or case.buyer.fiscal):
        yield "buyer.vat_id", {}


def both_abroad(case: Case) -> Iterator[Finding]:
    """Seller and buyer cannot both have a foreign VAT number; a buyer with a codice fiscale alone is no foreigner."""
    countries = (case.seller.country, case.buyer.country)
    if all(countries) and "IT" not in countries:
        yield "seller.vat_id", {"seller": countries[0], "buyer": countries[1]}


def _vat(who: Person | None) -> Iterator[Finding]:
    if who and who.country == "IT" and who.number and not sound_vat(who.number):
        yield f"{who.path}.vat_id", {"number": who.number}


def _fiscal(who: Person | None) -> Iterator[Finding]:
    if who and who.fiscal and not sound_fiscal(who.fiscal):
        yield f"{who.path}.tax_registration", {"number": who.fiscal}


NUMBERS = (
    control("00300", transmitter_number, LAYOUT, severity="warning"),
    control("00301", seller_vat, LAYOUT, severity="warning"),
    control("00302", seller_fiscal, LAYOUT, severity="warning"),
    control("00303", seller_agent_vat, LAYOUT, words="00303-seller", severity="warning"),
    control("00303", buyer_agent_vat, LAYOUT, words="00303-buyer", severity="warning"),
    control("00305", buyer_vat, LAYOUT, severity="warning"),
    control("00306", buyer_fiscal, LAYOUT, severity="warning"),
)
COMMON = (
    *NUMBERS,
    control("00417", buyer_without_number, LAYOUT, NET, "a38"),
    control("00476", both_abroad, NOTES, NET),
)
PARTIES = (*COMMON, control("00304", seller_agent_fiscal, LAYOUT, severity="warning"))
