"""The semantic model of an invoice: EN 16931-1:2017, with the business terms (BT) and groups (BG) by number.

Amounts are `Decimal` in the invoice currency (BT-5) unless a field says otherwise; dates are calendar dates;
codes are the codes of EN 16931's lists (ISO 3166-1, ISO 4217, UNTDID, UN/ECE Rec 20). Every struct is frozen:
what was judged is what is sent. An empty string or None means that the term is absent.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A tree of values: it holds nothing that holds it, so the collector of circles need not look at it."""


class Identifier(_Part, frozen=True):
    """An identifier and the scheme that issued it (ISO/IEC 6523 ICD or EAS code, empty if none)."""

    value: str
    scheme: str = ""


class Period(_Part, frozen=True):
    """BG-14, BG-26: the days that are invoiced, both included; one of them may be open."""

    start: date | None = None  # BT-73, BT-134
    end: date | None = None  # BT-74, BT-135


class Address(_Part, frozen=True):
    """BG-5, BG-8, BG-12, BG-15: a postal address. The terms stand in the order seller, buyer, delivery."""

    line1: str = ""  # BT-35, BT-50, BT-75
    line2: str = ""  # BT-36, BT-51, BT-76
    line3: str = ""  # BT-162, BT-163, BT-165; BT-164 for a tax representative
    city: str = ""  # BT-37, BT-52, BT-77
    postcode: str = ""  # BT-38, BT-53, BT-78
    subdivision: str = ""  # BT-39, BT-54, BT-79; in Italy the two-letter province
    country: str = ""  # BT-40, BT-55, BT-80: ISO 3166-1 alpha-2


class Contact(_Part, frozen=True):
    """BG-6, BG-9."""

    name: str = ""  # BT-41, BT-56
    phone: str = ""  # BT-42, BT-57
    email: str = ""  # BT-43, BT-58


class Party(_Part, frozen=True):
    """BG-4 seller, BG-7 buyer, BG-10 payee (name, one identifier, legal registration), BG-11 tax representative.

    The terms stand in the order seller, buyer; the payee's are BT-59 to BT-61, the representative's BT-62 to BT-69.
    """

    name: str  # BT-27, BT-44, BT-59, BT-62: the legal name
    trading_name: str = ""  # BT-28, BT-45
    identifiers: tuple[Identifier, ...] = ()  # BT-29, BT-46
    legal_id: Identifier | None = None  # BT-30, BT-47: SIREN/SIRET with scheme 0002/0009 in France
    vat_id: str = ""  # BT-31, BT-48: with its country prefix
    tax_registration: str = ""  # BT-32: a local tax number; codice fiscale in Italy
    legal_info: str = ""  # BT-33: legal form, capital, register
    endpoint: Identifier | None = None  # BT-34, BT-49: electronic address
    address: Address = Address()
    contact: Contact | None = None
    consumer: bool = False  # a private person; not a term of EN 16931, but obligations turn on it
    public_body: bool = False  # not a term of EN 16931; turns FPR12 into FPA12, terms into 30 days


class Note(_Part, frozen=True):
    """BG-1: free text, with its subject code from UNTDID 4451 (PMT, PMD, AAB ...)."""

    text: str  # BT-22
    subject: str = ""  # BT-21


class Reference(_Part, frozen=True):
    """BG-3: a preceding invoice."""

    number: str  # BT-25
    issue_date: date | None = None  # BT-26


class Vat(_Part, frozen=True):
    """How VAT applies (UNTDID 5305 subset: S Z E AE K G O L M B)."""

    category: str  # BT-151, BT-118, BT-95, BT-102
    rate: Decimal = Decimal(0)  # BT-152, BT-119 ...: per cent; zero and not written where the category is O
    exemption_reason: str = ""  # BT-120
    exemption_code: str = ""  # BT-121: VATEX code
    national_code: str = ""  # the country's own code for the same treatment (Italy: Natura); no BT


class AllowanceCharge(_Part, frozen=True):
    """BG-20, BG-21, BG-27, BG-28: a discount (`charge=False`) or a surcharge, always a positive amount."""

    amount: Decimal  # BT-92, BT-99, BT-136, BT-141
    charge: bool = False
    base: Decimal | None = None  # BT-93, BT-100, BT-137, BT-142
    percent: Decimal | None = None  # BT-94, BT-101, BT-138, BT-143
    reason: str = ""  # BT-97, BT-104, BT-139, BT-144
    reason_code: str = ""  # BT-98, BT-105, BT-140, BT-145: UNTDID 5189 / 7161
    vat: Vat | None = None  # BT-95/96, BT-102/103; on document level only


class Classification(_Part, frozen=True):
    """BT-158: what kind of item it is, by a list of UNTDID 7143 (CPV: `STI`, UNSPSC: `TST` ...)."""

    value: str
    scheme: str = ""  # BT-158-1
    version: str = ""  # BT-158-2


class Attribute(_Part, frozen=True):
    """BG-32: a property of the item."""

    name: str  # BT-160
    value: str  # BT-161


class Line(_Part, frozen=True):
    """BG-25: an invoice line. `net` is quantity x price / base quantity, minus allowances, plus charges."""

    id: str  # BT-126
    name: str  # BT-153
    quantity: Decimal  # BT-129
    net: Decimal  # BT-131: in the invoice currency, at its minor unit
    price: Decimal  # BT-146: per base quantity, after its own discount, before VAT
    vat: Vat  # BG-30
    unit: str = "C62"  # BT-130: UN/ECE Rec 20
    base_quantity: Decimal = Decimal(1)  # BT-149
    base_unit: str = ""  # BT-150: where it is not the unit of the quantity
    gross_price: Decimal | None = None  # BT-148: per base quantity, before its own discount
    price_discount: Decimal | None = None  # BT-147: gross price minus price
    description: str = ""  # BT-154
    note: str = ""  # BT-127
    object_id: Identifier | None = None  # BT-128: what is invoiced (a meter, a subscription); scheme UNTDID 1153
    order_line: str = ""  # BT-132
    accounting_reference: str = ""  # BT-133: where the buyer books the line
    period: Period | None = None  # BG-26
    seller_item: str = ""  # BT-155
    buyer_item: str = ""  # BT-156
    standard_item: Identifier | None = None  # BT-157: a GTIN has scheme 0160
    classifications: tuple[Classification, ...] = ()  # BT-158
    origin: str = ""  # BT-159: ISO 3166-1 alpha-2
    attributes: tuple[Attribute, ...] = ()  # BG-32
    allowances: tuple[AllowanceCharge, ...] = ()  # BG-27, BG-28


class TaxBreakdown(_Part, frozen=True):
    """BG-23: one VAT category and rate."""

    vat: Vat
    base: Decimal  # BT-116
    tax: Decimal  # BT-117


class Totals(_Part, frozen=True):
    """BG-22: as the ERP posted them; they are the truth and never change."""

    lines: Decimal  # BT-106
    tax_exclusive: Decimal  # BT-109
    tax: Decimal  # BT-110
    tax_inclusive: Decimal  # BT-112
    payable: Decimal  # BT-115
    allowances: Decimal = Decimal(0)  # BT-107
    charges: Decimal = Decimal(0)  # BT-108
    prepaid: Decimal = Decimal(0)  # BT-113
    rounding: Decimal = Decimal(0)  # BT-114
    tax_accounting: Decimal | None = None  # BT-111: BT-110 in `Invoice.tax_currency`


class Instalment(_Part, frozen=True):
    """One part of the amount due. EN 16931 knows one due date (BT-9); FatturaPA and EXTENDED know several."""

    due: date
    amount: Decimal
    means: "PaymentMeans | None" = None  # how this part is paid, where it differs from the invoice's own means


class PaymentMeans(_Part, frozen=True):
    """BG-16 with one account (BG-17), one card (BG-18) or one direct debit (BG-19).

    EN 16931 has one BG-16 with several accounts: several entries that agree in code, text and remittance.
    """

    code: str = "30"  # BT-81: UNTDID 4461 (30 credit transfer, 58 SEPA, 59 SEPA direct debit)
    text: str = ""  # BT-82
    remittance: str = ""  # BT-83
    iban: str = ""  # BT-84: an IBAN, or the account's national number
    account_name: str = ""  # BT-85
    bic: str = ""  # BT-86
    card_number: str = ""  # BT-87: the last digits only
    card_holder: str = ""  # BT-88
    mandate: str = ""  # BT-89: reference of the direct debit mandate
    creditor_id: str = ""  # BT-90: the creditor's SEPA identifier
    debited_account: str = ""  # BT-91: the buyer's IBAN


class Delivery(_Part, frozen=True):
    """BG-13, BG-15; the period BG-14 is the invoice's own."""

    delivered: date | None = None  # BT-72
    name: str = ""  # BT-70
    location: Identifier | None = None  # BT-71: a GLN has scheme 0088
    address: Address | None = None


class Attachment(_Part, frozen=True):
    """BG-24: a supporting document: embedded, at an address, or only named."""

    id: str  # BT-122
    filename: str = ""  # BT-125-2
    mime: str = ""  # BT-125-1
    content: bytes = b""  # BT-125
    description: str = ""  # BT-123
    url: str = ""  # BT-124: where the document lies


class Invoice(_Part, frozen=True):
    """An invoice (BT-3 380), a credit note (381), a corrected invoice (384) ..., with positive amounts."""

    number: str  # BT-1
    issue_date: date  # BT-2
    currency: str  # BT-5
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    taxes: tuple[TaxBreakdown, ...]
    totals: Totals
    type_code: str = "380"  # BT-3: UNTDID 1001
    process: str = ""  # BT-23: business process; in France the invoicing frame (B1, S1, M1 ...)
    specification: str = ""  # BT-24, where it is not the one that the format writes by itself
    tax_currency: str = ""  # BT-6: the seller's accounting currency, where it differs from `currency`
    tax_point: date | None = None  # BT-7: the day on which VAT falls due
    tax_point_code: str = ""  # BT-8: what that day follows; UNTDID 2005: 3 invoice, 35 delivery, 432 payment
    due_date: date | None = None  # BT-9
    buyer_reference: str = ""  # BT-10: in Germany the Leitweg-ID
    project: str = ""  # BT-11
    contract: str = ""  # BT-12
    purchase_order: str = ""  # BT-13
    sales_order: str = ""  # BT-14
    receiving_advice: str = ""  # BT-15
    despatch_advice: str = ""  # BT-16
    tender: str = ""  # BT-17: tender or lot
    object_id: Identifier | None = None  # BT-18: what the invoice is about; scheme UNTDID 1153
    accounting_reference: str = ""  # BT-19: where the buyer books it
    terms: str = ""  # BT-20
    notes: tuple[Note, ...] = ()  # BG-1
    preceding: tuple[Reference, ...] = ()  # BG-3
    payee: Party | None = None  # BG-10: who is paid, where it is not the seller
    tax_representative: Party | None = None  # BG-11
    delivery: Delivery | None = None  # BG-13
    period: Period | None = None  # BG-14
    instalments: tuple[Instalment, ...] = ()
    payment: tuple[PaymentMeans, ...] = ()  # BG-16
    allowances: tuple[AllowanceCharge, ...] = ()  # BG-20, BG-21
    attachments: tuple[Attachment, ...] = ()  # BG-24
    national: dict[str, dict[str, Any]] = {}  # country code -> that country's block, typed by its own file
    lines_posted: bool = False  # each line's net was posted by itself and is never rounded; no term of EN 16931

    @property
    def is_credit(self) -> bool:
        """Whether money goes back to the buyer (UNTDID 1001: 381, 396, 261, 262 ...)."""
        return self.type_code in _CREDITS


# BR-CL-01: the types of UNTDID 1001 that are credit notes.
_CREDITS = frozenset(("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"))

_MINOR = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency (ISO 4217): `Decimal('0.01')` for EUR, `Decimal('1')` for JPY."""
    return Decimal(1).scaleb(-_MINOR.get(currency, 2))
