"""Write a FatturaPA: one invoice, or a lot of several between the same parties."""

from collections.abc import Iterator, Sequence

from einvoice.countries.italy.block import SOURCE as FORMAT
from einvoice.countries.italy.block import ItalyBlock, block_of
from einvoice.countries.italy.completion import completed
from einvoice.countries.italy.part import LATIN, Part, Text
from einvoice.fatturapa.body import body
from einvoice.fatturapa.document import Body, Header
from einvoice.fatturapa.general import causali
from einvoice.fatturapa.header import header
from einvoice.fatturapa.names import NAMESPACE, SIZE_LIMIT, progressive
from einvoice.fatturapa.xml import emit, text_fault, text_faults
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.model import Invoice

_SOURCE = "SdI, Elenco dei controlli 2.0"
_LINE = Text(0, LATIN)


def write(invoice: Invoice, serial: int = 1) -> bytes:
    """The invoice as FatturaPA XML (UTF-8). `serial` becomes ProgressivoInvio, as in the file name.

    Amounts in another currency are turned into euro at the block's `eur_rate`; texts are written in the letters that
    their fields take (`transliterations` says which are changed). Raises `Unacceptable` with every text that the
    format cannot carry, and where the file would exceed SdI's 5 MB; `italy.check` finds the rest.
    """
    return write_lot((invoice,), serial)


def write_lot(invoices: Sequence[Invoice], serial: int = 1) -> bytes:
    """Several invoices under one header (Allegato A, 2.2): the same parties, the same recipient's code.

    Raises `Unacceptable` as `write` does, and where the headers differ.
    """
    if not invoices:
        raise ValueError("a lot has at least one invoice")
    heads, bodies = zip(*(_shape(invoice, serial) for invoice in invoices), strict=True)
    if faults := list(_differences(heads)):
        raise Unacceptable(faults)
    first = completed(invoices[0])
    block = block_of(first)
    attributes = f' SistemaEmittente="{block.sistema_emittente}"' if _attribute(block.sistema_emittente) else ""
    out = [
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<p:FatturaElettronica xmlns:p="{NAMESPACE}" versione="{_format(first)}"{attributes}>'
        "\n  <FatturaElettronicaHeader>"
    ]
    sound = emit(heads[0], 2, out)
    out.append("\n  </FatturaElettronicaHeader>")
    for one in bodies:
        out.append("\n  <FatturaElettronicaBody>")
        sound = emit(one, 2, out) and sound
        out.append("\n  </FatturaElettronicaBody>")
    out.append("\n</p:FatturaElettronica>\n")
    if not sound:
        raise Unacceptable([f for invoice in invoices for f in errors(texts(invoice))])
    data = "".join(out).encode()
    if len(data) > SIZE_LIMIT:
        message = f"the file has {len(data)} bytes; SdI takes {SIZE_LIMIT}"
        raise Unacceptable([Fault(code="00003", path="attachments", message=message, source=_SOURCE)])
    return data


def transliterations(invoice: Invoice) -> list[Fault]:
    """A warning for each text that `write` puts into other letters, with the text before and after."""
    return [fault for fault in texts(invoice) if fault.severity == "warning"]


def texts(invoice: Invoice) -> list[Fault]:
    """What becomes of the invoice's texts: warnings where letters change, errors where a field cannot take them."""
    try:
        head, one = _shape(invoice, 1)
        block = block_of(invoice)
    except Unacceptable:
        return []  # `italy.check` says what is wrong with the block or the currency
    found: dict[tuple[str, str, str], Fault] = {}
    for fault in (*_split(invoice, block), *_shaped(head, one)):
        found.setdefault((fault.code, fault.path, fault.severity), fault)
    return list(found.values())


def _shaped(head: Header, one: Body) -> Iterator[Fault]:
    root = "/FatturaElettronica"
    yield from text_faults(head, f"{root}/FatturaElettronicaHeader")
    yield from text_faults(one, f"{root}/FatturaElettronicaBody")


def _split(invoice: Invoice, block: ItalyBlock) -> Iterator[Fault]:
    """Texts that several elements share: they are put into other letters before they are cut."""
    for path, text in causali(invoice, invoice, block):
        yield from text_fault(text, _LINE, path)
    for i, line in enumerate(invoice.lines):
        for part in ("name", "description", "note"):
            yield from text_fault(getattr(line, part), _LINE, f"lines[{i}].{part}")
    for i, tax in enumerate(invoice.taxes):
        yield from text_fault(tax.vat.exemption_reason, _LINE, f"taxes[{i}].vat.exemption_reason")


def _shape(invoice: Invoice, serial: int) -> tuple[Header, Body]:
    invoice = completed(invoice)
    block = block_of(invoice)
    return header(invoice, block, _format(invoice), progressive(serial)), body(invoice, block)


def _format(invoice: Invoice) -> str:
    return "FPA12" if invoice.buyer.public_body and invoice.buyer.address.country == "IT" else "FPR12"


def _attribute(text: str) -> bool:
    return 0 < len(text) <= 10 and text.isascii() and text.isprintable() and not set(text) & set('<>&"')


def _differences(heads: Sequence[Part]) -> Iterator[Fault]:
    for number, head in enumerate(heads[1:], 2):
        if head == heads[0]:
            continue
        parts = (n for n in head.__struct_fields__ if getattr(head, n) != getattr(heads[0], n))
        message = f"invoice {number} of the lot has not the same header as the first: {', '.join(parts)}"
        yield Fault(code="SOLDE-IT-LOT", path="", message=message, source=FORMAT)
