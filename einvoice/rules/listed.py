"""Codes are of their lists: BR-CL-01 to BR-CL-26. `einvoice.codes` has the lists."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from einvoice.codes import codes
from einvoice.model import Address, Invoice, Party, Vat
from einvoice.rules.case import Case
from einvoice.rules.making import rule
from einvoice.rules.rule import Finding, Rule

Found = Iterable[tuple[str, str]]  # path and code
_TAKEN = {"SEPA"}  # in UBL the scheme of the creditor's identifier (BT-90), which the model holds elsewhere


def listed(name: str, find: Callable[[Case], Found], case: Case) -> Iterator[Finding]:
    """Whatever `find` gives is in the list of that name; nothing at all is for other rules."""
    known = codes(name, case.syntax)
    for path, code in find(case):
        if code and code not in known:
            yield path, {"code": code}


def br_cl_01(case: Case) -> Iterator[Finding]:
    """The type of the document (BT-3). EN 16931-1:2017, BR-CL-01; CEN artefacts 1.3.16."""
    code = case.invoice.type_code
    if code and code not in codes("UNTDID 1001 invoice") and code not in codes("UNTDID 1001 credit note"):
        yield "type_code", {"code": code}


def br_cl_03(case: Case) -> Iterator[Finding]:
    """The currencies that amounts name: all in UBL, totals of VAT in CII. EN 16931-1:2017, BR-CL-03; CEN 1.3.16."""
    invoice, known = case.invoice, codes("ISO 4217")
    stated = case.ubl or "totals.tax" not in case.absent
    if invoice.currency and invoice.currency not in known and stated:
        yield "currency", {"code": invoice.currency}
    if invoice.totals.tax_accounting is not None and invoice.tax_currency and invoice.tax_currency not in known:
        yield "tax_currency", {"code": invoice.tax_currency}


def _currency(case: Case) -> Found:
    yield "currency", case.invoice.currency


def _tax_currency(case: Case) -> Found:
    yield "tax_currency", case.invoice.tax_currency


def _tax_point_code(case: Case) -> Found:
    yield "tax_point_code", case.invoice.tax_point_code


def _object_schemes(case: Case) -> Found:
    if case.invoice.object_id:
        yield "object_id.scheme", case.invoice.object_id.scheme
    for i, line in enumerate(case.invoice.lines):
        if line.object_id:
            yield f"lines[{i}].object_id.scheme", line.object_id.scheme


def br_cl_08(case: Case) -> Iterator[Finding]:
    """The subject of a note (BT-21). EN 16931-1:2017, BR-CL-08; CEN artefacts 1.3.16.

    UBL holds it within the text, between two signs of #. There the rule takes any three characters between the first
    two of them for a subject, and is content if it finds them anywhere in its list.
    """
    for i, note in enumerate(case.invoice.notes):
        if case.cii and note.subject and note.subject not in codes("UNTDID 4451", case.syntax):
            yield f"notes[{i}].subject", {"code": note.subject}
        elif case.syntax == "ubl":
            _, *between = (f"#{note.subject}#" if note.subject else note.text).split("#", 2)
            told = between[0] if len(between) == 2 and len(between[0]) == 3 else ""
            if told not in f" {' '.join(sorted(codes('UNTDID 4451', 'ubl')))} ":
                yield f"notes[{i}].subject", {"code": told}


def _party_schemes(case: Case) -> Found:
    for side, party in _identified(case.invoice):
        for i, identifier in enumerate(party.identifiers):
            if not (case.syntax == "ubl" and side != "buyer" and identifier.scheme in _TAKEN):
                yield f"{side}.identifiers[{i}].scheme", identifier.scheme


def _legal_schemes(case: Case) -> Found:
    for side, party in _identified(case.invoice):
        if party.legal_id:
            yield f"{side}.legal_id.scheme", party.legal_id.scheme


def _identified(invoice: Invoice) -> Iterator[tuple[str, Party]]:
    yield "seller", invoice.seller
    yield "buyer", invoice.buyer
    if invoice.payee:
        yield "payee", invoice.payee


def _classification_schemes(case: Case) -> Found:
    for i, line in enumerate(case.invoice.lines):
        for j, classification in enumerate(line.classifications):
            yield f"lines[{i}].classifications[{j}].scheme", classification.scheme


def addresses(invoice: Invoice) -> Iterator[tuple[str, Address]]:
    """Every address with its path."""
    yield "seller.address", invoice.seller.address
    yield "buyer.address", invoice.buyer.address
    if invoice.tax_representative:
        yield "tax_representative.address", invoice.tax_representative.address
    if invoice.delivery and invoice.delivery.address:
        yield "delivery.address", invoice.delivery.address


def _countries(case: Case) -> Found:
    return ((f"{path}.country", address.country) for path, address in addresses(case.invoice))


def _origins(case: Case) -> Found:
    return ((f"lines[{i}].origin", line.origin) for i, line in enumerate(case.invoice.lines) if line.origin)


def _means(case: Case) -> Found:
    return ((f"payment[{i}].code", means.code) for i, means in enumerate(case.invoice.payment))


def br_cl_17(case: Case) -> Iterator[Finding]:
    """VAT categories of the document's allowances and charges (BT-95, BT-102); in UBL of the breakdown (BT-118) too.

    EN 16931-1:2017, BR-CL-17; CEN artefacts 1.3.16.
    """
    return _categories(case, [*_of_extras(case), *(_of_taxes(case) if case.ubl else ())])


def br_cl_18(case: Case) -> Iterator[Finding]:
    """VAT categories of lines (BT-151); in CII of the breakdown (BT-118) too. EN 16931-1:2017, BR-CL-18; CEN 1.3.16."""
    lines = ((f"lines[{i}].vat.category", line.vat) for i, line in enumerate(case.invoice.lines))
    return _categories(case, [*lines, *(_of_taxes(case) if case.cii else ())])


def _of_extras(case: Case) -> Iterator[tuple[str, Vat]]:
    return ((f"allowances[{i}].vat.category", a.vat) for i, a in enumerate(case.invoice.allowances) if a.vat)


def _of_taxes(case: Case) -> Iterator[tuple[str, Vat]]:
    return ((f"taxes[{i}].vat.category", tax.vat) for i, tax in enumerate(case.invoice.taxes))


def _categories(case: Case, found: Iterable[tuple[str, Vat]]) -> Iterator[Finding]:
    known = codes("UNTDID 5305")
    if case.used.keys() <= known:
        return
    for path, vat in found:
        if vat.category and vat.category not in known:
            yield path, {"code": vat.category}


def _reasons(charge: bool, case: Case) -> Found:
    for path, extra in (*case.extras(charge), *case.line_extras(charge)):
        yield f"{path}.reason_code", extra.reason_code


def _item_schemes(case: Case) -> Found:
    for i, line in enumerate(case.invoice.lines):
        if line.standard_item:
            yield f"lines[{i}].standard_item.scheme", line.standard_item.scheme


def _exemptions(case: Case) -> Found:
    for i, tax in enumerate(case.invoice.taxes):
        yield f"taxes[{i}].vat.exemption_code", tax.vat.exemption_code.upper()


def _units(case: Case) -> Found:
    for i, line in enumerate(case.invoice.lines):
        yield f"lines[{i}].unit", line.unit
        if line.base_unit:
            yield f"lines[{i}].base_unit", line.base_unit


def _mimes(case: Case) -> Found:
    return ((f"attachments[{i}].mime", attachment.mime) for i, attachment in enumerate(case.invoice.attachments))


def _endpoint_schemes(case: Case) -> Found:
    for side, party in (("seller", case.invoice.seller), ("buyer", case.invoice.buyer)):
        if party.endpoint:
            yield f"{side}.endpoint.scheme", party.endpoint.scheme


def _location_scheme(case: Case) -> Found:
    delivery = case.invoice.delivery
    if delivery and delivery.location:
        yield "delivery.location.scheme", delivery.location.scheme


_WORDS = "en16931_listed"
_LISTS: tuple[tuple[str, str, Callable[[Case], Found]], ...] = (
    ("BR-CL-04", "ISO 4217", _currency),
    ("BR-CL-05", "ISO 4217", _tax_currency),
    ("BR-CL-06", "UNTDID 2005", _tax_point_code),
    ("BR-CL-07", "UNTDID 1153", _object_schemes),
    ("BR-CL-10", "ICD", _party_schemes),
    ("BR-CL-11", "ICD", _legal_schemes),
    ("BR-CL-13", "UNTDID 7143", _classification_schemes),
    ("BR-CL-14", "ISO 3166-1", _countries),
    ("BR-CL-15", "ISO 3166-1", _origins),
    ("BR-CL-16", "UNTDID 4461", _means),
    ("BR-CL-19", "UNTDID 5189", partial(_reasons, False)),
    ("BR-CL-20", "UNTDID 7161", partial(_reasons, True)),
    ("BR-CL-21", "ICD", _item_schemes),
    ("BR-CL-22", "VATEX", _exemptions),
    ("BR-CL-23", "Rec 20", _units),
    ("BR-CL-24", "MIME", _mimes),
    ("BR-CL-25", "EAS", _endpoint_schemes),
    ("BR-CL-26", "ICD", _location_scheme),
)
RULES: tuple[Rule[Case], ...] = (
    rule("BR-CL-01", br_cl_01, _WORDS),
    rule("BR-CL-03", br_cl_03, _WORDS),
    rule("BR-CL-08", br_cl_08, _WORDS),
    rule("BR-CL-17", br_cl_17, _WORDS),
    rule("BR-CL-18", br_cl_18, _WORDS),
    *(rule(code, partial(listed, name, find), _WORDS) for code, name, find in _LISTS),
)
