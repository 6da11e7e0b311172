"""What a connector's author writes so that the contract suite can run: hands behind the ERP's back.

`connector()` gives the thing under test. Everything else works on the ERP directly, the way its own users
would, never through the connector. The suite never assumes that the ERP is otherwise empty: it looks only at
records that it made, so a harness may run on a real server with demo data.

What an ERP (or a recording of it) cannot do stays as it is here: the method skips the test that asks for it,
with the reason. The methods without a default must be written.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from decimal import Decimal
from typing import NoReturn

import msgspec
import pytest

from connectors.contract import Connector
from connectors.records import Kind, Ref


class Spoilt(msgspec.Struct, frozen=True, kw_only=True):
    """A record that cannot be understood, and what a person must be told about it."""

    kind: Kind
    ref: Ref
    words: tuple[str, ...]  # each must occur in its faults' messages: the ERP's name of the record, the field


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the ERP has it on a record."""

    filename: str
    content: bytes


def cannot(what: str) -> NoReturn:
    """Skip the running test: this harness cannot bring the situation about."""
    pytest.skip(f"this harness cannot {what}")


class Harness(ABC):
    """One ERP for one test. A method that makes a record gives the Ref that the connector will use for it.

    Amounts are in EUR. Changes happen in the order of the calls, and all are committed when a call returns.
    """

    # The connector under test

    @abstractmethod
    def connector(self) -> Connector:
        """A new connector onto the same ERP, as after a restart: nothing of an older one's memory is left.

        Made with the smallest pages that it allows, so that a few records fill several pages.
        """

    def start(self, kind: Kind) -> str:
        """The cursor of an engine that has pulled everything. Override it where a full pull is slow."""
        cursor = ""
        for page in self.connector().pull(kind, None):
            cursor = page.cursor
        return cursor

    # Records, made and changed behind its back

    @abstractmethod
    def customer(self, name: str = "Officina Luce") -> Ref:
        """A business customer with an Italian address."""

    @abstractmethod
    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        """A posted invoice of one line of `net` before tax. Which tax, and which number, is the harness's."""

    @abstractmethod
    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        """A payment of the invoice, applied to it; None pays what is open."""

    @abstractmethod
    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        """A payment that no invoice has consumed."""

    @abstractmethod
    def cancel(self, invoice: Ref) -> None:
        """The invoice is cancelled (or reset to draft); what was paid on it becomes money on account."""

    @abstractmethod
    def rename(self, customer: Ref, name: str) -> None:
        """An edit of a customer that the connector must notice."""

    @abstractmethod
    def delete(self, ref: Ref) -> None:
        """The record is deleted, without a trace. Customers without documents are what the suite deletes."""

    @abstractmethod
    def spoil(self) -> Spoilt:
        """Make a customer or an invoice that the connector cannot understand (a mandatory field is empty)."""

    def spoil_money(self, ref: Ref) -> None:
        """Make this payment or credit note one that the connector cannot understand."""
        cannot("spoil a payment")

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        """A confirmed sales order, not invoiced yet; `total` with tax (without, where there is none)."""
        cannot("make an order")

    def credit_note(self, invoice: Ref) -> Ref:
        """A posted credit note over the whole invoice."""
        cannot("make a credit note")

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        """A posted invoice of a company that Solde does not work for."""
        cannot("make an invoice of another company")

    # The server's clock and transactions

    def frozen_second(self) -> AbstractContextManager[None]:
        """Within it all changes carry the same time stamp, as coarse as the server's API shows it."""
        return nullcontext()

    def advance(self) -> None:
        """The server's clock moves on past any overlap that the connector re-reads (a day, say)."""
        cannot("move the server's clock")

    def late_rename(self, customer: Ref, name: str) -> Callable[[], None]:
        """Begin the edit in a transaction of its own, stamped now; calling the result commits it."""
        cannot("keep a transaction open")

    # Trouble

    def lose_next_answer(self) -> None:
        """The next push takes effect in the ERP, but its answer is lost: the connector raises Retry."""
        cannot("lose an answer")

    def lose_next_request(self) -> None:
        """The next push never reaches the ERP: the connector raises Retry."""
        cannot("lose a request")

    def unreadable_account(self) -> Ref:
        """An existing account that `reread` cannot read as a whole; by default one that is gone."""
        ref = self.customer("Ghost")
        self.delete(ref)
        return ref

    # What was written

    @abstractmethod
    def files(self, ref: Ref) -> list[StoredFile]:
        """The files on a record."""

    @abstractmethod
    def notes(self, ref: Ref) -> list[str]:
        """The plain text of the notes on a record, oldest first; the ERP's own log may be there too."""

    @abstractmethod
    def tasks(self, ref: Ref) -> list[str]:
        """The summaries of the open tasks on a record."""

    @abstractmethod
    def held(self, customer: Ref) -> bool:
        """Whether the ERP shows a hold on the customer, whoever set it."""

    @abstractmethod
    def hold_by_hand(self, customer: Ref) -> None:
        """A credit manager puts a hold on, in his own words; where one is on already, he makes it his own."""

    def lift_by_hand(self, customer: Ref) -> None:
        """A credit manager lifts the hold."""
        cannot("lift a hold by hand")

    def set_previous(self, customer: Ref) -> None:
        """Give the hold field a value that is neither a hold nor the default (NetSuite AUTO, a warning)."""
        cannot("give the hold field a third value")

    def hold_value(self, customer: Ref) -> object:
        """The raw hold fields, to compare before and after; anything that has ==."""
        return self.held(customer)

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        """The level and the date of the last notice, as SetDunning wrote them."""
        cannot("read the dunning level back")

    def einvoice_status(self, invoice: Ref) -> str:
        """The status as SetEInvoiceStatus wrote it; empty where there is none."""
        cannot("read the e-invoice status back")
