"""Official XML schemas: lxml gives the verdict, xmlschema explains FatturaPA's refusals."""

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from einvoice.faults import Fault
from einvoice.parsing import local, readable_path
from einvoice.words import short

if TYPE_CHECKING:
    import xmlschema

_XMLDSIG = "xmldsig-core-schema.xsd"
_LARGE = 20_000  # elements; xmlschema takes a minute over what lxml refuses in a moment
_MOST = 50  # SdI, too, stops after 50 findings (00201)


class _LocalSignatureSchema(etree.Resolver):
    """FatturaPA's schema imports xmldsig from w3.org; the copy beside it is read instead."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(self, system_url: str, public_id: str, context: object = None) -> object:
        if system_url and system_url.startswith("http") and system_url.endswith(_XMLDSIG):
            return self.resolve_filename(str(self._folder / _XMLDSIG), context)  # type: ignore[attr-defined]
        return None


class Schema:
    """One compiled schema. Not for two threads at once: libxml2 keeps the last errors in it."""

    def __init__(self, entry: Path) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        parser.resolvers.add(_LocalSignatureSchema(entry.parent))
        self._entry = entry
        self._schema = etree.XMLSchema(etree.parse(str(entry), parser))
        self._explains = (entry.parent / _XMLDSIG).exists()
        self._explainer: xmlschema.XMLSchema | None = None

    def faults(self, root: etree._Element, code: str, source: str) -> list[Fault]:
        """Every violation; empty if the document is valid."""
        if self._schema.validate(root):
            return []
        if self._explains and len(list(islice(root.iter(), _LARGE))) < _LARGE:
            return self._explain(root, code, source)
        faults = []
        for error in islice(self._schema.error_log, _MOST):  # type: ignore[call-overload]
            place = _place(root, error.path)
            message = short(re.sub(r"\{[^}]*\}", "", error.message))
            faults.append(Fault(code=code, path=place, message=f"line {error.line}: {message}", source=source))
        return faults

    def _explain(self, root: etree._Element, code: str, source: str) -> list[Fault]:
        import xmlschema  # noqa: PLC0415 - takes a quarter of a second, and only a refused FatturaPA needs it

        if self._explainer is None:
            self._explainer = xmlschema.XMLSchema(
                str(self._entry),
                allow="local",
                locations={"http://www.w3.org/2000/09/xmldsig#": str(self._entry.parent / _XMLDSIG)},
            )
        faults = []
        for error in self._explainer.iter_errors(root):
            element = error.elem if isinstance(error.elem, etree._Element) else root
            value = (element.text or "").strip()
            said = f" {short(value)!r}" if value and not len(element) else ""
            reason = re.sub(r"\{[^}]*\}", "", error.reason or "not as the schema asks")
            message = f"<{local(element)}>{said}: {short(reason)}"
            faults.append(Fault(code=code, path=readable_path(element), message=message, source=source))
            if len(faults) == _MOST:
                break
        return faults


def _place(root: etree._Element, path: str | None) -> str:
    try:
        found = root.getroottree().xpath(path) if path and "/*" in path else []
    except etree.XPathError:
        found = []
    if isinstance(found, list) and found and isinstance(found[0], etree._Element):
        return readable_path(found[0])
    return re.sub(r"\b\w+:(?=\w)", "", path or "")
