"""What every invoice must state: BR-01 to BR-16."""

from collections.abc import Iterator
from functools import partial

from einvoice.model import Address
from einvoice.rules.case import Case
from einvoice.rules.making import NOTHING, rule
from einvoice.rules.rule import Finding, Rule

_NOWHERE = Address()


def br_01(case: Case) -> Iterator[Finding]:
    """The document names the specification that it follows (BT-24). EN 16931-1:2017, BR-01; CEN artefacts 1.3.16."""
    if "specification" in case.absent:
        yield "specification", NOTHING


def br_02(case: Case) -> Iterator[Finding]:
    """The invoice has a number (BT-1). EN 16931-1:2017, BR-02; CEN artefacts 1.3.16."""
    if not case.invoice.number.strip():
        yield "number", NOTHING


def br_03(case: Case) -> Iterator[Finding]:
    """The invoice has an issue date (BT-2). EN 16931-1:2017, BR-03; CEN artefacts 1.3.16."""
    if "issue_date" in case.absent:
        yield "issue_date", NOTHING


def br_04(case: Case) -> Iterator[Finding]:
    """The invoice says its type (BT-3). EN 16931-1:2017, BR-04; CEN artefacts 1.3.16."""
    if not case.invoice.type_code.strip():
        yield "type_code", NOTHING


def br_05(case: Case) -> Iterator[Finding]:
    """The invoice says its currency (BT-5). EN 16931-1:2017, BR-05; CEN artefacts 1.3.16."""
    if not case.invoice.currency.strip():
        yield "currency", NOTHING


def br_06(case: Case) -> Iterator[Finding]:
    """The seller has a name (BT-27). EN 16931-1:2017, BR-06; CEN artefacts 1.3.16."""
    if not case.invoice.seller.name.strip():
        yield "seller.name", NOTHING


def br_07(case: Case) -> Iterator[Finding]:
    """The buyer has a name (BT-44). EN 16931-1:2017, BR-07; CEN artefacts 1.3.16."""
    if not case.invoice.buyer.name.strip():
        yield "buyer.name", NOTHING


def homeless(case: Case, path: str, address: Address) -> bool:
    """Whether there is no address at all; a document may have an empty one."""
    return path in case.absent if case.read else address == _NOWHERE


def br_08(case: Case) -> Iterator[Finding]:
    """The seller has an address (BG-5). EN 16931-1:2017, BR-08; CEN artefacts 1.3.16."""
    if homeless(case, "seller.address", case.invoice.seller.address):
        yield "seller.address", NOTHING


def br_09(case: Case) -> Iterator[Finding]:
    """The seller's address has a country (BT-40); in UBL, if there is one. EN 16931-1:2017, BR-09; CEN 1.3.16."""
    address = case.invoice.seller.address
    if not address.country and (case.cii or not homeless(case, "seller.address", address)):
        yield "seller.address.country", NOTHING


def br_10(case: Case) -> Iterator[Finding]:
    """The buyer has an address (BG-8). EN 16931-1:2017, BR-10; CEN artefacts 1.3.16."""
    if homeless(case, "buyer.address", case.invoice.buyer.address):
        yield "buyer.address", NOTHING


def br_11(case: Case) -> Iterator[Finding]:
    """The buyer's address has a country (BT-55); in UBL, if there is one. EN 16931-1:2017, BR-11; CEN 1.3.16."""
    address = case.invoice.buyer.address
    if not address.country and (case.cii or not homeless(case, "buyer.address", address)):
        yield "buyer.address.country", NOTHING


def stated(path: str, case: Case) -> Iterator[Finding]:
    """A total is there, if any is (BT-106, BT-109, BT-112, BT-115). EN 16931-1:2017, BR-12 to BR-15; CEN 1.3.16."""
    if path in case.absent and "totals" not in case.absent:
        yield path, NOTHING


def br_16(case: Case) -> Iterator[Finding]:
    """There is an invoice line (BG-25). EN 16931-1:2017, BR-16; CEN artefacts 1.3.16."""
    if not case.invoice.lines:
        yield "lines", NOTHING


_WORDS = "en16931_mandatory"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-01", br_01, _WORDS),
    rule("BR-02", br_02, _WORDS),
    rule("BR-03", br_03, _WORDS),
    rule("BR-04", br_04, _WORDS),
    rule("BR-05", br_05, _WORDS),
    rule("BR-06", br_06, _WORDS),
    rule("BR-07", br_07, _WORDS),
    rule("BR-08", br_08, _WORDS),
    rule("BR-09", br_09, _WORDS),
    rule("BR-10", br_10, _WORDS),
    rule("BR-11", br_11, _WORDS),
    rule("BR-12", partial(stated, "totals.lines"), _WORDS),
    rule("BR-13", partial(stated, "totals.tax_exclusive"), _WORDS),
    rule("BR-14", partial(stated, "totals.tax_inclusive"), _WORDS),
    rule("BR-15", partial(stated, "totals.payable"), _WORDS),
    rule("BR-16", br_16, _WORDS),
)
