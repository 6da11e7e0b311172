"""The VAT of an INVOIC02: tax codes and rates, and what the configuration says that they mean.

E1EDP04 (items) and E1EDK04 (the whole document) hold MWSKZ (tax code), MSATZ (per cent) and MWSBT (amount). A code
says nothing by itself, and some systems send a mere "VAT": the settings are asked for the code, then for the rate.
"""

from decimal import Decimal

from connectors.files.idoc.segments import ZERO, Idoc, Segment
from connectors.files.invoices import breakdown
from connectors.prices import tidy
from connectors.sap.taxes import Codes, meaning
from einvoice.model import AllowanceCharge, Line, TaxBreakdown, Vat


class Taxes:
    """What the tax codes of the seller's country mean."""

    def __init__(self, idoc: Idoc, codes: Codes, country: str) -> None:
        self._idoc, self._codes, self._country = idoc, codes, country
        self._header = list(idoc.all("E1EDK04"))

    def of_item(self, item: Segment, path: str) -> Vat:
        """BG-30: the item's own tax; where it has none, the only one of the document."""
        own = list(item.all("E1EDP04"))
        found = [each for each in own if each.amount(f"{path}.vat", "MWSBT", ZERO)] or own[:1] or self._header
        where = found[0] if found else item.first("E1EDP04")
        self._idoc.origins[f"{path}.vat"] = self._idoc.origin(where.where("MWSKZ"))
        if len({(each.text("MWSKZ"), each.text("MSATZ")) for each in found}) != 1:
            what = "there are several taxes" if found else "there is no tax"
            self._idoc.fault(f"{path}.vat", what, where.where("MWSKZ"))
            return Vat(category="")
        return self._vat(where, f"{path}.vat")

    def breakdown(
        self,
        lines: tuple[Line, ...],
        allowances: tuple[AllowanceCharge, ...],
        posted: Decimal,
        sign: int,
        currency: str,
    ) -> tuple[TaxBreakdown, ...]:
        """BG-23: bases from the lines, taxes as posted (E1EDK04) where that tells them all, else computed."""
        computed = breakdown(lines, allowances, posted, currency)
        said: dict[Vat, Decimal] = {}
        for each in self._header:
            vat = self._vat(each, "taxes")
            said[vat] = said.get(vat, ZERO) + each.amount("taxes", "MWSBT", ZERO) * sign
        if sum(said.values(), ZERO) != posted or set(said) != {each.vat for each in computed}:
            return computed
        return tuple(TaxBreakdown(vat=each.vat, base=each.base, tax=said[each.vat]) for each in computed)

    def of_document(self, segment: Segment, path: str) -> Vat:
        """The VAT of a discount or surcharge on the whole document (E1EDK05)."""
        return self._vat(segment if segment.text("MWSKZ") or segment.text("MSATZ") else self._only(segment), path)

    def _only(self, segment: Segment) -> Segment:
        return self._header[0] if len(self._header) == 1 else segment

    def _vat(self, segment: Segment, path: str) -> Vat:
        rate = segment.amount(path, "MSATZ", ZERO)
        code, by_rate = segment.text("MWSKZ"), f"{tidy(rate)}%"
        for key in (code, by_rate):
            found = meaning(key, self._country, self._codes, rate)
            if found is not None:
                return found
        place = f"tax_codes.{self._country or 'COUNTRY'}"
        what = (
            f'tax code {code or "(empty)"} at {tidy(rate)} %: say what it means in {place}, as "{code}" or "{by_rate}"'
        )
        if not any(fault.path == path for fault in self._idoc.faults):
            self._idoc.fault(path, what, segment.where("MWSKZ"))
        return Vat(category="", rate=rate)
