"""The documents of the comparison: other people's, sound ones, and ones that somebody did harm to.

Document number i of a seed is the same on every machine, whoever makes it: the work can be split by numbers.
"""

from collections.abc import Iterator
from random import Random

from einvoice import cii, ubl, xrechnung_cii, xrechnung_ubl
from einvoice.faults import Unacceptable
from tests.agreement.break_it import harmed
from tests.agreement.compare import Document, domestic_french
from tests.einvoice.corpora import CORPORA
from tests.einvoice.generator import sound_invoice

_FOLDERS = ("en16931/cii", "en16931/ubl", "xrechnung")


def corpus() -> list[Document]:
    """Every CII and UBL document of other people; empty where they are not there."""
    found = []
    for folder in _FOLDERS:
        for path in sorted((CORPORA / folder).glob("*.xml")):
            xml = path.read_bytes()
            syntax = "cii" if b"CrossIndustryInvoice" in xml else "ubl"
            national = "de" if b"xrechnung_3" in xml[:5000] else ""
            found.append(Document(name=f"{folder}/{path.name}", syntax=syntax, xml=xml, national=national))
    return found


def generated(number: int, seed: int) -> Document | None:
    """A generated invoice in one of the two syntaxes: one in four as it is, the others with harm done to them.

    None if the writer refuses the sound invoice, which is for other tests to see.
    """
    random = Random(f"agreement/{seed}/{number}")
    syntax = random.choice(("cii", "ubl"))
    invoice = sound_invoice(random, number)
    german = invoice.seller.address.country == "DE" and invoice.buyer.address.country == "DE"
    national = "de" if german else "fr" if domestic_french(invoice) else ""
    writers = {"cii": xrechnung_cii, "ubl": xrechnung_ubl} if german else {"cii": cii, "ubl": ubl}
    try:
        xml: bytes = writers[syntax].write(invoice)
    except Unacceptable:
        return None
    harm = ""
    if random.randrange(4):
        xml, harm = harmed(xml, random)
    return Document(name=f"{seed}-{number}-{syntax}", syntax=syntax, xml=xml, national=national, harm=harm)


def documents(numbers: range, seed: int) -> Iterator[Document]:
    """The generated documents of these numbers."""
    for number in numbers:
        document = generated(number, seed)
        if document is not None:
            yield document
