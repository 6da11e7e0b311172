"""BR-DE-CVD: invoices under the Clean Vehicles Directive (2009/33/EC; SaubFahrzeugBeschG), XRechnung CVD 0.9."""

from collections.abc import Callable

from einvoice.codes import codes
from einvoice.countries.germany.br_de.making import CVD, SOURCE, Findings
from einvoice.model import Line
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

_CATEGORIES = frozenset({"M1", "M2", "M3", "N1", "N2", "N3"})
_KINDS = frozenset({"clean", "zero-emission", "other"})


def _cvd(test: Callable[[Case], Findings]) -> Callable[[Case], Findings]:
    """A rule for invoices that follow XRechnung CVD alone."""
    return lambda case: test(case) if case.invoice.specification == CVD else iter(())


def _categories(line: Line) -> list[int]:
    """The classifications (BT-158) that are categories of vehicles."""
    return [k for k, kind in enumerate(line.classifications) if kind.scheme == "CVD"]


def _kinds(line: Line) -> list[int]:
    """The attributes (BT-160) that say how clean the vehicle is."""
    return [k for k, attribute in enumerate(line.attributes) if attribute.name == "cva"]


def br_de_cvd_01(case: Case) -> Findings:
    """The contract (BT-12) is named."""
    if not case.invoice.contract.strip():
        yield "contract", {}


def br_de_cvd_02(case: Case) -> Findings:
    """The tender or lot (BT-17) is named."""
    if not case.invoice.tender.strip():
        yield "tender", {}


def br_de_cvd_03(case: Case) -> Findings:
    """A line says a vehicle's category and how clean it is."""
    if not any(_categories(line) and _kinds(line) for line in case.invoice.lines):
        yield "lines", {}


def br_de_cvd_04(case: Case) -> Findings:
    """The category of a vehicle is one of six."""
    for i, line in enumerate(case.invoice.lines):
        for k in _categories(line):
            if (value := line.classifications[k].value).strip() not in _CATEGORIES:
                yield f"lines[{i}].classifications[{k}].value", {"value": value}


def br_de_cvd_05(case: Case) -> Findings:
    """A vehicle is clean, free of emissions, or other."""
    for i, line in enumerate(case.invoice.lines):
        for k in _kinds(line):
            if (value := line.attributes[k].value).strip() not in _KINDS:
                yield f"lines[{i}].attributes[{k}].value", {"value": value}


def br_de_cvd_06_a(case: Case) -> Findings:
    """Whose category is said, that line says once how clean the vehicle is."""
    for i, line in enumerate(case.invoice.lines):
        if _categories(line) and len(_kinds(line)) != 1:
            yield f"lines[{i}].attributes", {"line": line.id}


def br_de_cvd_06_b(case: Case) -> Findings:
    """And the reverse: a line that says how clean a vehicle is says its category once."""
    for i, line in enumerate(case.invoice.lines):
        if _kinds(line) and len(_categories(line)) != 1:
            yield f"lines[{i}].classifications", {"line": line.id}


def br_tmp_cvd_01(case: Case) -> Findings:
    """The list of a classification (BT-158-1) is one of UNTDID 7143, or that of vehicles."""
    for i, line in enumerate(case.invoice.lines):
        for k, kind in enumerate(line.classifications):
            if kind.scheme and kind.scheme != "CVD" and kind.scheme not in codes("UNTDID 7143"):
                yield f"lines[{i}].classifications[{k}].scheme", {"value": kind.scheme}


RULES = (
    Rule("BR-DE-CVD-01", SOURCE, _cvd(br_de_cvd_01), "br_de"),
    Rule("BR-DE-CVD-02", SOURCE, _cvd(br_de_cvd_02), "br_de"),
    Rule("BR-DE-CVD-03", SOURCE, _cvd(br_de_cvd_03), "br_de"),
    Rule("BR-DE-CVD-04", SOURCE, _cvd(br_de_cvd_04), "br_de"),
    Rule("BR-DE-CVD-05", SOURCE, _cvd(br_de_cvd_05), "br_de"),
    Rule("BR-DE-CVD-06-a", SOURCE, _cvd(br_de_cvd_06_a), "br_de"),
    Rule("BR-DE-CVD-06-b", SOURCE, _cvd(br_de_cvd_06_b), "br_de"),
    Rule("BR-TMP-CVD-01", SOURCE, _cvd(br_tmp_cvd_01), "br_de"),
)
