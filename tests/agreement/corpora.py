"""Every CII and UBL document of the corpora, with the rule sets that judge it."""

from collections.abc import Iterator

from lxml import etree

from einvoice.faults import Unacceptable
from einvoice.parsing import local, parse
from einvoice.recognise import recognise
from tests.einvoice.corpora import CORPORA

from .compared import NATIVE
from .judging import Document

_SYNTAX = {"CrossIndustryInvoice": "cii", "Invoice": "ubl", "CreditNote": "ubl"}


def documents() -> Iterator[Document]:
    """In the order of their names; CEN's rules for each, a country's where they are asked for."""
    for path in sorted(path for path in CORPORA.rglob("*") if path.suffix.lower() == ".xml"):
        xml = path.read_bytes()
        try:
            root = parse(xml)
        except Unacceptable:
            continue
        if syntax := _SYNTAX.get(local(root)):
            yield Document(str(path.relative_to(CORPORA)), "corpus", syntax, xml, rules(root, syntax), loose=True)


def rules(root: etree._Element, syntax: str) -> tuple[str, ...]:
    """CEN's rules, and those of `recognise` that Solde has natively."""
    kind = recognise(root)
    asked = kind.rules if kind else ()
    cen = f"en16931-{syntax}"
    return (cen, *(name for name in asked if name in NATIVE and name != cen))
