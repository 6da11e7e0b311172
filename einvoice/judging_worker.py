"""The process that runs the official Schematron stylesheets. Started by `judges.py`; imports nothing of ours.

SaxonC takes some 250 MB and aborts the whole process on some faults, so it lives here and not in the caller.
One request on stdin is a JSON line `{"sheet": path, "size": n}` and n bytes of XML; one answer on stdout is a
JSON line `{"findings": [[id, flag, location, text], ...]}` or `{"failed": message}`. The process ends when its
stdin closes, so it never outlives whoever started it.
"""

import json
import signal
import sys
from typing import Any, BinaryIO

from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def findings(svrl: str) -> list[list[str]]:
    """Every failed assertion and every report of an SVRL document: rule id, flag, location, text."""
    found = []
    report = etree.fromstring(svrl.encode(), _PARSER)
    for node in report.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        text = " ".join(" ".join("".join(map(str, t.itertext())) for t in node.iter(f"{_SVRL}text")).split())
        flag = node.get("flag") or node.get("role") or ""
        found.append([node.get("id") or "", flag, node.get("location") or "", text])
    return found


class _Sheets:
    """One processor and the stylesheets it has compiled."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self._compiled: dict[str, Any] = {}

    def run(self, sheet: str, data: bytes) -> str:
        if sheet not in self._compiled:
            compiler = self._processor.new_xslt30_processor()
            self._compiled[sheet] = compiler.compile_stylesheet(stylesheet_file=sheet)
        node = self._processor.parse_xml(xml_text=data.decode("utf-8"))
        result = self._compiled[sheet].transform_to_string(xdm_node=node)
        if result is None:
            raise PySaxonApiError("the stylesheet gave no report")
        return str(result)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the other side goes away."""
    with PySaxonProcessor(license=False) as processor:
        sheets = _Sheets(processor)
        while header := requests.readline():
            request = json.loads(header)
            data = requests.read(request["size"])
            try:
                answer: dict[str, Any] = {"findings": findings(sheets.run(request["sheet"], data))}
            except (PySaxonApiError, etree.XMLSyntaxError) as error:
                answer = {"failed": str(error).strip() or "the stylesheet failed without a message"}
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's to handle
    serve(sys.stdin.buffer, sys.stdout.buffer)
