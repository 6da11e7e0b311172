"""Where French VAT applies, and between whom the reform does."""

from datetime import date

from einvoice.model import Party

REFORM = date(2026, 9, 1)
# The French VAT territory (CGI art. 256-0, 294): overseas, Guyane and Mayotte are outside.
TERRITORY = frozenset({"FR", "GP", "MQ", "RE"})


def domestic(seller: Party, buyer: Party) -> bool:
    """Whether both are French businesses."""
    return {seller.address.country, buyer.address.country} <= TERRITORY and not buyer.consumer
