"""Check digits of Italian tax numbers."""

from functools import lru_cache

from stdnum.it import codicefiscale, iva


@lru_cache(maxsize=4096)  # the same seller is in every document
def sound_vat(number: str) -> bool:
    """Whether a partita IVA, without IT, has 11 digits, the last of them the check digit."""
    return bool(iva.is_valid(number))


@lru_cache(maxsize=4096)
def sound_fiscal(number: str) -> bool:
    """Whether a codice fiscale, of a person or a body, has the right check character."""
    return bool(codicefiscale.is_valid(number))
