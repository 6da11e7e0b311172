"""Read XML from strangers: no entities, no DTD, no network, bounded size."""

import re

from lxml import etree

from einvoice.faults import Unacceptable
from einvoice.words import fault

LIMIT = 20 * 1024 * 1024  # bytes; SdI takes 5 MB, French platforms 10 MB
# A tag costs about 200 bytes of memory however short it is; 20 MB of a real invoice have fewer.
_MOST_TAGS = 600_000
_ENCODINGS = re.compile(r"utf-?8|utf-?16(le|be)?|iso-?8859-\d+|us-ascii|ascii|latin-?1|windows-125\d|cp125\d", re.I)
_ADVICE = re.compile(r" ?,? ?(try|use|see) (XML_PARSE_HUGE( option)?|xmlCtxt\w+\.?)| (?=,)")  # is for programmers
EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xml"


def parse(data: bytes, limit: int = LIMIT, language: str = "en") -> etree._Element:
    """The root element of an XML document; raises `Unacceptable` with one fault, in `language`, for anything else."""
    if len(data) > limit:
        raise _refused("too_large", language, size=len(data), most=limit)
    if (tags := data.count(b"<")) > _MOST_TAGS:
        raise _refused("too_many_tags", language, size=tags, most=_MOST_TAGS)
    if data.startswith(EBCDIC):
        raise _refused("encoding", language, encoding="EBCDIC")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused("malformed", language, reason=_ADVICE.sub("", " ".join(str(error.args[0]).split()))) from None
    about = root.getroottree().docinfo
    if about.doctype:  # type: ignore[union-attr]
        raise _refused("doctype", language)
    if about.encoding and not _ENCODINGS.fullmatch(about.encoding):
        raise _refused("encoding", language, encoding=about.encoding)
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


def _refused(key: str, language: str, **values: object) -> Unacceptable:
    return Unacceptable([fault(key, language, values)])
