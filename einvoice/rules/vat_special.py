"""What single VAT categories ask for: BR-IC-11, BR-IC-12, BR-O-11 to BR-O-14, BR-B-01, BR-B-02."""

from collections.abc import Iterator
from functools import partial

from einvoice.rules.case import Case
from einvoice.rules.listed import addresses
from einvoice.rules.making import NOTHING, rule
from einvoice.rules.rule import Finding, Rule


def _breaks_down(case: Case, category: str) -> bool:
    use = case.used.get(category)
    return bool(use and use.taxes)


def br_ic_11(case: Case) -> Iterator[Finding]:
    """An intra-Community supply says when it was made (BT-72 or BG-14). EN 16931-1:2017, BR-IC-11; CEN 1.3.16.

    UBL is content with the code of the tax point (BT-8), which stands in the same group.
    """
    invoice = case.invoice
    if not _breaks_down(case, "K") or (invoice.delivery and invoice.delivery.delivered):
        return
    told = invoice.period and (invoice.period.start or invoice.period.end)
    if not told and not (case.syntax == "ubl" and invoice.tax_point_code):
        yield "delivery.delivered", NOTHING


def br_ic_12(case: Case) -> Iterator[Finding]:
    """An intra-Community supply says which country it went to (BT-80). EN 16931-1:2017, BR-IC-12; CEN 1.3.16.

    UBL takes one letter for none.
    """
    delivery = case.invoice.delivery
    country = delivery.address.country if delivery and delivery.address else ""
    if _breaks_down(case, "K") and len(country) < (2 if case.ubl else 1):
        yield "delivery.address.country", NOTHING


def alone(in_ubl: str, in_cii: tuple[str, ...], case: Case) -> Iterator[Finding]:
    """Beside what is outside the scope of VAT stands no other category. EN 16931-1:2017, BR-O-11 to -14; CEN 1.3.16.

    11 is on the breakdown, 12 on lines, 13 on allowances and 14 on charges; CII takes them by two. To UBL a category of
    VAT that does not say which one is another one.
    """
    if not _breaks_down(case, "O"):
        return
    fields = in_cii if case.cii else (in_ubl,)
    for category, use in case.used.items():
        if category == "O":
            continue
        for field in fields:
            path = "allowances" if field == "charges" else field
            for i, _ in getattr(use, field):
                if category or (case.syntax == "ubl" and f"{path}[{i}].vat" not in case.absent):
                    yield f"{path}[{i}].vat.category", {"other": category}
                    return


def br_b_01(case: Case) -> Iterator[Finding]:
    """Split payment (category B) is for invoices within Italy. EN 16931-1:2017, BR-B-01; CEN artefacts 1.3.16.

    UBL looks at the countries of origin of items too.
    """
    if "B" not in case.used:
        return
    for path, address in addresses(case.invoice):
        if address.country and address.country != "IT":
            yield f"{path}.country", {"country": address.country}
            return
    for i, line in enumerate(case.invoice.lines if case.ubl else ()):
        if line.origin and line.origin != "IT":
            yield f"lines[{i}].origin", {"country": line.origin}
            return


def br_b_02(case: Case) -> Iterator[Finding]:
    """Split payment does not stand beside the standard rate (S). EN 16931-1:2017, BR-B-02; CEN artefacts 1.3.16."""
    if "B" in case.used and "S" in case.used:
        yield "taxes", NOTHING


_WORDS = "en16931_vat_special"
_HEADER, _EXTRAS = ("taxes", "lines"), ("allowances", "charges")
RULES: tuple[Rule[Case], ...] = (
    rule("BR-IC-11", br_ic_11, _WORDS),
    rule("BR-IC-12", br_ic_12, _WORDS),
    rule("BR-O-11", partial(alone, "taxes", _HEADER), _WORDS),
    rule("BR-O-12", partial(alone, "lines", _HEADER), _WORDS),
    rule("BR-O-13", partial(alone, "allowances", _EXTRAS), _WORDS),
    rule("BR-O-14", partial(alone, "charges", _EXTRAS), _WORDS),
    rule("BR-B-01", br_b_01, _WORDS),
    rule("BR-B-02", br_b_02, _WORDS),
)
