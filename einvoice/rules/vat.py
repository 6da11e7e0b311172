"""The VAT categories (UNTDID 5305) and the names that the rules of EN 16931 have for them."""

from collections.abc import Mapping
from functools import cache

from einvoice.rules.rule import LANGUAGES, table

# In the rules' order: the code of the category, and what its rules are called by.
CATEGORIES = (
    ("S", "S"),  # standard rate
    ("Z", "Z"),  # zero rate
    ("E", "E"),  # exempt
    ("AE", "AE"),  # reverse charge
    ("K", "IC"),  # intra-Community supply
    ("G", "G"),  # export
    ("O", "O"),  # outside the scope of VAT
    ("L", "AF"),  # Canary Islands, IGIC
    ("M", "AG"),  # Ceuta and Melilla, IPSI
)
RATED = frozenset("SLM")  # VAT is due
EXPLAINED = frozenset(("E", "AE", "K", "G", "O"))  # none is due, and the reason must be said


@cache
def words(shape: str, category: str) -> Mapping[str, str]:
    """A sentence of `words/en16931_vat.toml` in every language, with the category's code and name in it."""
    sentences, names = table("en16931_vat")[shape], table("en16931_vat_categories")[category]
    return {spoken: sentences[spoken].replace("{category}", f"{category} ({names[spoken]})") for spoken in LANGUAGES}
