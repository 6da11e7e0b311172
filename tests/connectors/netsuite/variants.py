"""Accounts that differ from the usual one, for the contract suite."""

from collections.abc import Mapping
from typing import Any

from connectors.records import Ref
from tests.connectors.harness import StoredFile, cannot
from tests.connectors.netsuite.hands import NetSuiteHands, settings
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.rules import FEATURES
from tests.connectors.netsuite.standin.setup_rows import OURS
from tests.connectors.netsuite.standin.suitescript import SuiteScript


class SoapHands(NetSuiteHands):
    """Files and notes over SOAP. Whatever was asked and answered, Oracle's schemas allow it."""

    def __init__(self, account: Account) -> None:
        assert account.soap
        self.soap = account.soap
        self.soap.clear()
        super().__init__(account, **self.soap.settings())

    def files(self, ref: Ref) -> list[StoredFile]:
        found = self.soap.suite.files(self._type(ref), ref.id)
        return [StoredFile(filename=name, content=content) for name, content in found]

    def notes(self, ref: Ref) -> list[str]:
        found: list[str] = self.soap.suite.notes(ref.id)
        return found


class ScriptHands(NetSuiteHands):
    """Files and notes through the true RESTlet, and orders before the true user event."""

    def __init__(self, account: Account, **more: Any) -> None:
        assert isinstance(account.scripts, SuiteScript)
        self.scripts = account.scripts
        self.scripts.reset()
        super().__init__(account, **more)

    def files(self, ref: Ref) -> list[StoredFile]:
        found = self.scripts.files(self._type(ref), ref.id)
        return [StoredFile(filename=name, content=content) for name, content in found]

    def notes(self, ref: Ref) -> list[str]:
        return self.scripts.notes(self._type(ref), ref.id)


class WithoutOneWorld(NetSuiteHands):
    """One company, which no table and no column names."""

    rules: Mapping[str, Any] = {"features": tuple(name for name in FEATURES if name != "SUBSIDIARIES")}
    companies: Mapping[str, str] = {"1": "lume"}

    def __init__(self, account: Account) -> None:
        seller = settings(account).sellers[str(OURS)]
        super().__init__(account, oneworld=False, sellers={"1": seller})

    def _ref(self, kind: str, id_: int, company: int = OURS) -> Ref:
        return super()._ref(kind, id_, 1)

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        cannot("make an invoice of another company: there is one")


class InCalifornia(NetSuiteHands):
    """SuiteQL shows times as clocks there do."""

    rules: Mapping[str, Any] = {"zone": "America/Los_Angeles"}

    def __init__(self, account: Account) -> None:
        super().__init__(account, time_zone="America/Los_Angeles")


class Bumping(NetSuiteHands):
    """What is applied to an invoice moves its stamp too."""

    rules: Mapping[str, Any] = {"bumps_invoice": True}


class SuiteTaxed(NetSuiteHands):
    """The newer of the two tax engines."""

    rules: Mapping[str, Any] = {"features": tuple("SUITETAX" if name == "LEGACYTAX" else name for name in FEATURES)}

    def __init__(self, account: Account) -> None:
        super().__init__(account, tax="suitetax")
