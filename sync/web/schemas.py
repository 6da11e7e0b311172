"""What is asked and answered over HTTP. Amounts go out as text, so that no cent is lost on the way."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Amount = Annotated[Decimal, Field(ge=0, max_digits=19, decimal_places=4)]
Text = Annotated[str, Field(max_length=400)]


class Question(Schema):
    """May this customer order so much?"""

    model_config = ConfigDict(extra="forbid")

    customer: Annotated[str, Field(min_length=1, max_length=400)] = Field(
        description="The customer's id in the ERP, or connection/company/customer/id"
    )
    amount: Amount = Field(description="The order with tax, in its currency")
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = Field(description="ISO 4217")
    company: Text = Field("", description="The company's key in solde.toml; may be left out where there is one only")
    connection: Text = Field("", description="Instead of the company, where one company lives in that connection")
    order: Annotated[str, Field(max_length=200)] = Field(
        "", description="The order's number: it does not count twice, and it is remembered while it is held"
    )
    stored: bool = Field(False, description="Answer from the store, without asking the ERP before a refusal")
    language: Annotated[str, Field(max_length=10)] = Field("", description="Of the sentence: en, fr, it or de")


class CheckOut(Schema):
    """One check: passed, failed, or unclear where nobody can say."""

    check: str
    verdict: Literal["passed", "failed", "unclear"]
    words: str
    facts: dict[str, Any]


class ExposureOut(Schema):
    """What a customer owes or will owe in one currency."""

    currency: str
    items: str
    orders: str
    drafts: str
    credits: str
    total: str


class LimitOut(Schema):
    """A credit limit and whose it is."""

    amount: str
    currency: str
    account: str


class OverrideOut(Schema):
    """A manager's word: up to this exposure nothing is held until that day has passed."""

    amount: str
    currency: str
    until: date
    reason: str
    who: str = ""


class RiskOut(Schema):
    """The risk class and why."""

    grade: str
    words: str


class Standing(Schema):
    """How a customer stands, without an order."""

    customer: str
    name: str
    company: str
    exposure: list[ExposureOut]
    limit: LimitOut | None = Field(None, description="The one nearest to the customer")
    limits: list[LimitOut] = Field(description="All that cover the customer")
    risk: RiskOut
    source: Literal["store", "erp"]
    as_of: datetime | None = Field(None, description="When invoices and payments were last read")
    orders_as_of: datetime | None = Field(None, description="When orders were last read")


class AnswerOut(Standing):
    """May the order go ahead. `sentence` is for the customer; everything else is for employees."""

    outcome: Literal["allowed", "held", "review"]
    allowed: bool
    sentence: str
    words: str
    reasons: list[str]
    checks: list[CheckOut]
    override: OverrideOut | None = Field(None, description="The manager's word that let the order pass")
    trouble: str = Field("", description="Why the ERP could not be asked again, where that was wanted")


class ErrorOut(Schema):
    """What is wrong with the question."""

    detail: str
