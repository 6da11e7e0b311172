"""What a seller in Germany issues, to whom, and since when.

- Public bodies: XRechnung (ERechV of 13 October 2017, § 3, § 4 and § 11; E-Rechnungsgesetz; the Länder alike). The
  federal portals (ZRE, OZG-RE) and those of the Länder take CII and UBL. Compulsory to the Federation since
  27 November 2020.
- Businesses: § 14 (1) to (3) UStG as of the Wachstumschancengesetz of 27 March 2024 (BGBl. 2024 I Nr. 108). Since
  1 January 2025 every business must be able to *receive* an e-invoice by EN 16931, so that it may be issued without
  asking. *Issuing* is compulsory from 1 January 2027, for sellers with a turnover of up to 800,000 euros in the year
  before from 1 January 2028 (§ 27 (38) UStG). The Federal Ministry of Finance holds XRechnung and ZUGFeRD 2.0.1 and
  later, without the profiles MINIMUM and BASIC WL, for such invoices (letter of 15 October 2024).
- Consumers and buyers abroad: the law asks for none.
"""

from datetime import date

from einvoice.countries.block import Facts
from einvoice.countries.germany.block import GermanyBlock, readable
from einvoice.countries.germany.leitweg import SCHEME
from einvoice.model import Party
from einvoice.owed import Owed

CODE = "DE"
TO_PUBLIC_BODIES = date(2020, 11, 27)
TO_BUSINESSES = date(2025, 1, 1)

_JUDGES = {
    "facturx": ("cii-xsd", "en16931-cii"),
    "xrechnung-cii": ("cii-xsd", "en16931-cii", "xrechnung-cii"),
    "xrechnung-ubl": ("ubl-xsd", "en16931-ubl", "xrechnung-ubl"),
}


def public(buyer: Party, facts: GermanyBlock) -> bool:
    """Whether the buyer is a German public body: marked as one, or addressed by a Leitweg-ID."""
    addressed = buyer.endpoint is not None and buyer.endpoint.scheme == SCHEME
    return buyer.address.country == CODE and (buyer.public_body or addressed or bool(facts.leitweg_id))


def chosen(buyer: Party, facts: GermanyBlock) -> str:
    """The format for a buyer: what the seller chose, if the law leaves it."""
    if public(buyer, facts):
        return facts.document if facts.document.startswith("xrechnung") else "xrechnung-ubl"
    return facts.document or "facturx"


def obligations(seller: Party, buyer: Party, type_code: str, on: date, facts: Facts) -> list[Owed]:
    """What a seller established in Germany owes."""
    if (seller.address.country or seller.vat_id[:2]) != CODE or buyer.address.country != CODE or buyer.consumer:
        return []
    block = readable(facts)
    if public(buyer, block):
        since, reason, source = TO_PUBLIC_BODIES, "German public bodies take XRechnung", "ERechV § 3, § 4"
    else:
        reason = "e-invoice between German businesses: they must take it since 2025, and it is compulsory from 2027"
        since, source = TO_BUSINESSES, "§ 14 (1) and (2), § 27 (38) UStG"
    name = chosen(buyer, block)
    return [Owed(format=name, country=CODE, rules=_JUDGES[name], reason=reason, source=source)] if on >= since else []
