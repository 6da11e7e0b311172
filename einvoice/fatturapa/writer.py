"""Write a FatturaPA: one invoice, or a lot of several between the same parties."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import localcontext

from einvoice.countries.italy.block import SOURCE as FORMAT
from einvoice.countries.italy.block import ItalyBlock, block_of
from einvoice.countries.italy.completion import completed
from einvoice.countries.italy.part import LATIN, Part, Text
from einvoice.fatturapa.body import body
from einvoice.fatturapa.document import Header
from einvoice.fatturapa.figures import DIGITS
from einvoice.fatturapa.general import causali
from einvoice.fatturapa.header import header
from einvoice.fatturapa.names import NAMESPACE, SIZE_LIMIT, progressive
from einvoice.fatturapa.xml import assemble, text_fault, text_faults
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
    done = [completed(invoice) for invoice in invoices]
    blocks = [block_of(invoice) for invoice in done]
    heads = [_header(invoice, block, serial) for invoice, block in zip(done, blocks, strict=True)]
    if faults := list(_differences(heads)):
        raise Unacceptable(faults)
    attributes = f'xmlns:p="{NAMESPACE}" versione="{_format(done[0])}"{_software(blocks[0].sistema_emittente)}'
    with localcontext(prec=DIGITS):
        bodies = [body(invoice, block) for invoice, block in zip(done, blocks, strict=True)]
        data = assemble("FatturaElettronica", attributes, heads[0], bodies)
    if data is None:
        raise Unacceptable([fault for invoice in invoices for fault in errors(texts(invoice))])
    return sized(data)


def sized(data: bytes) -> bytes:
    """The file itself; raises `Unacceptable` where SdI would not take one so large."""
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
        done = completed(invoice)
        block = block_of(done)
        with localcontext(prec=DIGITS):
            head, one = _header(done, block, 0), body(done, block)
    except Unacceptable:
        return []  # `italy.check` says what is wrong with the block or the currency
    root = "/FatturaElettronica/FatturaElettronica"
    shaped = (*text_faults(head, f"{root}Header"), *text_faults(one, f"{root}Body"))
    return unique((*_split(done, block), *shaped))


def unique(faults: Iterable[Fault]) -> list[Fault]:
    """Each finding on a place once, the first one."""
    found: dict[tuple[str, str, str], Fault] = {}
    for fault in faults:
        found.setdefault((fault.code, fault.path, fault.severity), fault)
    return list(found.values())


def _split(invoice: Invoice, block: ItalyBlock) -> Iterator[Fault]:
    """Texts that several elements share: they are put into other letters before they are cut."""
    for path, text in causali(invoice, invoice, block):
        yield from text_fault(text, _LINE, path)
    for i, line in enumerate(invoice.lines):
        for part in ("name", "description", "note"):
            yield from text_fault(getattr(line, part), _LINE, f"lines[{i}].{part}")
    for i, tax in enumerate(invoice.taxes):
        yield from text_fault(tax.vat.exemption_reason, _LINE, f"taxes[{i}].vat.exemption_reason")


def _header(invoice: Invoice, block: ItalyBlock, serial: int) -> Header:
    return header(invoice, block, _format(invoice), progressive(serial))


def _format(invoice: Invoice) -> str:
    return "FPA12" if invoice.buyer.public_body and invoice.buyer.address.country == "IT" else "FPR12"


def _software(name: str) -> str:
    """The attribute SistemaEmittente; none for a name that it cannot take."""
    fit = 0 < len(name) <= 10 and name.isascii() and name.isprintable() and not set(name) & set('<>&"')
    return f' SistemaEmittente="{name}"' if fit else ""


def _differences(heads: Sequence[Part]) -> Iterator[Fault]:
    for number, head in enumerate(heads[1:], 2):
        if head == heads[0]:
            continue
        parts = (n for n in head.__struct_fields__ if getattr(head, n) != getattr(heads[0], n))
        message = f"invoice {number} of the lot has not the same header as the first: {', '.join(parts)}"
        yield Fault(code="SOLDE-IT-LOT", path="", message=message, source=FORMAT)
