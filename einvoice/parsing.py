"""Read XML from strangers: no entities, no DTD, no network, bounded size."""

from lxml import etree

from einvoice.faults import Fault, Unacceptable

LIMIT = 20 * 1024 * 1024  # bytes; SdI takes 5 MB, French platforms 10 MB


def parse(data: bytes, limit: int = LIMIT) -> etree._Element:
    """The root element of an XML document; raises `Unacceptable` with one fault for anything else."""
    if len(data) > limit:
        raise _refused("SOLDE-SIZE", f"the file has {len(data)} bytes; at most {limit} are read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused("SOLDE-XML", f"the file is not well-formed XML: {error}") from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise _refused("SOLDE-XML", "the file has a document type declaration; an invoice may not have one")
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def readable_path(element: etree._Element) -> str:
    """Where an element stands, in local names; a position is given where it has namesakes beside it."""
    steps = []
    node: etree._Element | None = element
    while node is not None:
        parent = node.getparent()
        twins = [] if parent is None else [c for c in parent if c.tag == node.tag]
        place = f"[{twins.index(node) + 1}]" if len(twins) > 1 else ""
        steps.append(local(node) + place)
        node = parent
    return "/" + "/".join(reversed(steps))


def _refused(code: str, message: str) -> Unacceptable:
    return Unacceptable([Fault(code=code, path="", message=message, source="Solde")])
