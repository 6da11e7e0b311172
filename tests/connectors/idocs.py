"""Made-up INVOIC02 IDocs, as the XML of a file port. Every name and number is invented."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

Fields = dict[str, str]


def segment(name: str, inner: str = "", /, **fields: str) -> str:
    """One segment with its fields and what hangs on it."""
    own = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in fields.items())
    return f'<{name} SEGMENT="1">{own}{inner}</{name}>'


def partner(role: str, **fields: str) -> str:
    """E1EDKA1."""
    return segment("E1EDKA1", PARVW=role, **fields)


BUYER: Fields = {
    "PARTN": "0000100023", "NAME1": "Hafenwerk Nord GmbH", "STRAS": "Kaistraße 7", "ORT01": "Bremen",
    "PSTLZ": "28195", "LAND1": "DE", "IHREZ": "Purchasing, Ms Petersen",
}  # fmt: skip


def item(
    position: str = "000010", net: str = "1000.00", quantity: str = "10.000", inner: str = "", tax: str = "A1",
    rate: str = "19.000", amount: str = "190.00", **fields: str,
) -> str:  # fmt: skip
    """E1EDP01 of ten pumps, with what `inner` adds."""
    own = {"POSEX": position, "MENGE": quantity, "MENEE": "PCE", **fields}
    parts = (
        segment("E1EDP02", QUALF="001", BELNR="PO-4711", ZEILE="000020")
        + segment("E1EDP03", IDDAT="027", DATUM="20261103")
        + segment("E1EDP19", QUALF="002", IDTNR="PUMP-7", KTEXT="Pump, 7 bar")
        + segment("E1EDP26", QUALF="003", BETRG=net)
        + (segment("E1EDP04", MWSKZ=tax, MSATZ=rate, MWSBT=amount) if tax or rate else "")
    )
    return segment("E1EDP01", parts + inner, **own)


def idoc(
    number: str = "0090000017",
    items: Iterable[str] = (),
    *,
    kind: str = "INVO",
    currency: str = "EUR",
    sums: tuple[str, str, str] = ("1000.00", "190.00", "1190.00"),
    buyer: Fields = BUYER,
    extra: str = "",
    docnum: str = "0000000000401234",
    taxes: str = "",
    date: str = "20261105",
) -> str:
    """One IDOC element. `sums` are net, tax and what is billed."""
    net, tax, total = sums
    return (
        '<IDOC BEGIN="1">'
        + segment("EDI_DC40", DOCNUM=docnum, IDOCTYP="INVOIC02", MESTYP="INVOIC", DIRECT="1")
        + segment("E1EDK01", CURCY=currency, BSART=kind, BELNR=number, KUNDEUINR="DE136695976", EIGENUINR="DE129274202")
        + partner("RS", PARTN="1000", NAME1="Pumpenbau Weser AG", STRAS="Werftweg 1", ORT01="Hamburg", PSTLZ="20457",
                  LAND1="DE")
        + partner("AG", **buyer)
        + partner("RE", **buyer)
        + partner("WE", PARTN="0000100024", NAME1="Hafenwerk Lager", STRAS="Hafenring 2", ORT01="Bremerhaven",
                  PSTLZ="27568", LAND1="DE", ILNNR="4012345000009")
        + segment("E1EDK02", QUALF="009", BELNR=number, DATUM=date)
        + segment("E1EDK02", QUALF="001", BELNR="PO-4711")
        + segment("E1EDK02", QUALF="002", BELNR="0000001234")
        + segment("E1EDK02", QUALF="012", BELNR="0080000055")
        + segment("E1EDK03", IDDAT="026", DATUM=date)
        + segment("E1EDK03", IDDAT="024", DATUM="00000000")
        + (taxes or segment("E1EDK04", MWSKZ="A1", MSATZ="19.000", MWSBT=tax))
        + segment("E1EDK18", QUALF="001", TAGE="14", PRZNT="2.000", ZTERM_TXT="14 days 2 %, 30 days net")
        + segment("E1EDK18", QUALF="003", TAGE="30")
        + extra
        + "".join(items or (item(),))
        + segment("E1EDS01", SUMID="010", SUMME=net, WAERQ=currency)
        + segment("E1EDS01", SUMID="005", SUMME=tax, WAERQ=currency)
        + segment("E1EDS01", SUMID="011", SUMME=total, WAERQ=currency)
        + "</IDOC>"
    )  # fmt: skip


def file(*parts: str) -> bytes:
    """A file as the port writes it."""
    return ('<?xml version="1.0" encoding="utf-8"?><INVOIC02>' + "".join(parts or (idoc(),)) + "</INVOIC02>").encode()
