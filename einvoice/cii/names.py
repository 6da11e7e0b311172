"""Names of the syntax: namespaces, document types, the codes that CII and the model name differently."""

from datetime import date

RSM = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
UDT = "{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100}"
QDT = "{urn:un:unece:uncefact:data:standard:QualifiedDataType:100}"
NSMAP = {"rsm": RSM[1:-1], "ram": RAM[1:-1], "udt": UDT[1:-1], "qdt": QDT[1:-1]}

GUIDELINE = "urn:cen.eu:en16931:2017"
CODE = "SOLDE-CII"  # of a fault that no official rule has
SOURCE = "EN 16931-1:2017; CEN/TS 16931-3-3:2020 (CII)"

# UNTDID 1001: what an AdditionalReferencedDocument is.
TENDER = "50"  # BT-17
OBJECT = "130"  # BT-18, BT-128
SUPPORTING = "916"  # BG-24

# BT-8: the standard lists UNTDID 2005, the syntax writes UNTDID 2475 (CEN/TS 16931-3-3, note to BT-8).
TAX_POINTS = {"3": "5", "35": "29", "432": "72"}


def date102(day: date) -> str:
    """UNTDID 2379 format 102: CCYYMMDD."""
    return f"{day.year:04}{day.month:02}{day.day:02}"
