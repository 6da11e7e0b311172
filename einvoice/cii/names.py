"""Names of the syntax: namespaces, the guideline, the forms of dates and instalments."""

import re
from datetime import date, datetime

RSM = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
UDT = "{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100}"
QDT = "{urn:un:unece:uncefact:data:standard:QualifiedDataType:100}"
NSMAP = {"rsm": RSM[1:-1], "ram": RAM[1:-1], "udt": UDT[1:-1], "qdt": QDT[1:-1]}

GUIDELINE = "urn:cen.eu:en16931:2017"
SOURCE = "EN 16931-1:2017; CEN/TS 16931-3-3:2020 (CII)"

# The last line of BT-20 when there are several instalments: readable in any language, and read back.
INSTALMENTS = re.compile(r"\d{4}-\d\d-\d\d: [\d.]+ [A-Z]{3}(?: / \d{4}-\d\d-\d\d: [\d.]+ [A-Z]{3})+")


def date102(day: date) -> str:
    """UNTDID 2379 format 102: CCYYMMDD."""
    return f"{day:%Y%m%d}"


def from_date102(text: str) -> date:
    """Raises ValueError for any other form."""
    return datetime.strptime(text.strip(), "%Y%m%d").date()  # noqa: DTZ007 - a calendar date has no zone
