"""What is read for one record of ours: its faults, and where each place of the model came from."""

from connectors.records import Origin
from einvoice.faults import Fault


class Case:
    """`title` is what a user of the ERP calls the record: "Invoice INV-12". How places are named is the ERP's own."""

    __slots__ = ("erp", "faults", "origins", "title")

    def __init__(self, erp: str, title: str) -> None:
        self.erp = erp
        self.title = title
        self.faults: list[Fault] = []
        self.origins: dict[str, Origin] = {}

    def fault(self, code: str, path: str, what: str) -> None:
        """A fault at `path`; its place is told where it is known."""
        place = self.origins.get(path)
        message = f"{self.title}: {what}" + (f" ({place.record}, {place.field})" if place else "")
        self.faults.append(Fault(code=code, path=path, message=message, source=f"Solde's reading of {self.erp}"))
