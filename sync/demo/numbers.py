"""Tax and bank numbers with right check digits, from low or unusual ranges so that they look like nobody's.

The check digits come from python-stdnum where it can make them, otherwise from the rule named beside them.
"""

from collections.abc import Callable

from stdnum import iban, luhn
from stdnum.ch import uid
from stdnum.es import cif
from stdnum.fr import siren as fr_siren
from stdnum.iso7064 import mod_11_10, mod_97_10
from stdnum.it import codicefiscale

_CF_MONTHS = "ABCDEHLMPRST"
_VOWELS = "AEIOU"
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def siren(n: int) -> str:
    """The nine digits of a French company; `n` below 3 million."""
    stem = f"0{2_000_000 + n:07d}"[:8]
    return stem + luhn.calc_check_digit(stem)


def siret(company: str, establishment: int = 1) -> str:
    """A SIREN and its establishment, 14 digits."""
    stem = f"{company}{establishment:04d}"
    return stem + luhn.calc_check_digit(stem)


def vat_fr(company: str) -> str:
    """The French VAT number: key and SIREN (CGI ann. IV art. 50-0)."""
    return "FR" + fr_siren.to_tva(company).replace(" ", "")


def partita_iva(n: int, office: int = 15) -> str:
    """The eleven digits of an Italian VAT number; `office` is the province's tax office (015 Milano)."""
    stem = f"99{n:05d}{office:03d}"
    return stem + luhn.calc_check_digit(stem)


def vat_it(n: int) -> str:
    """A partita IVA with its country prefix."""
    return "IT" + partita_iva(n)


def vat_de(n: int) -> str:
    """A German USt-IdNr."""
    stem = f"99{n:06d}"
    return "DE" + stem + mod_11_10.calc_check_digit(stem)


def vat_es(n: int) -> str:
    """The NIF of a Spanish S.L."""
    stem = f"B99{n:05d}"
    return "ES" + stem + cif.calc_check_digits(stem)[0]


def vat_be(n: int) -> str:
    """A Belgian enterprise number as VAT number: check digits 97 - (n mod 97)."""
    stem = f"0{9_900_000 + n:07d}"
    return f"BE{stem}{97 - int(stem) % 97:02d}"


def vat_nl(n: int) -> str:
    """A Dutch btw-id (form of 2020: mod 97-10 over the whole number)."""
    stem = f"99{n:07d}"
    return f"NL{stem}B" + mod_97_10.calc_check_digits(f"NL{stem}B")


def vat_ch(n: int) -> str:
    """A Swiss UID with its VAT suffix."""
    stem = f"99{n:06d}"
    digit = uid.calc_check_digit(stem)
    # A remainder of 10 has no digit: such numbers are not given out.
    return vat_ch(n + 1000) if len(digit) > 1 else f"CHE{stem}{digit}MWST"


def vat_gb(n: int) -> str:
    """A British VAT number: weighted sum 8..2 plus check digits divisible by 97."""
    stem = f"99{n:05d}"
    total = sum(w * int(d) for w, d in zip(range(8, 1, -1), stem, strict=True))
    return f"GB{stem}{97 - total % 97:02d}"


def _letters(name: str, first_name: bool = False) -> str:
    plain = [c for c in name.upper() if "A" <= c <= "Z"]
    consonants = [c for c in plain if c not in _VOWELS]
    if first_name and len(consonants) > 3:
        del consonants[1]
    return "".join([*consonants, *(c for c in plain if c in _VOWELS), "X", "X", "X"][:3])


def codice_fiscale(surname: str, name: str, born: tuple[int, int, int], female: bool, place: str) -> str:
    """The 16 characters of an Italian person (D.M. 23/12/1976); `place` is the cadastral code of the town."""
    year, month, day = born
    day += 40 if female else 0
    stem = f"{_letters(surname)}{_letters(name, True)}{year % 100:02d}{_CF_MONTHS[month - 1]}{day:02d}{place}"
    return str(stem + codicefiscale.calc_check_digit(stem))


def iban_fr(bank: str, branch: str, account: str) -> str:
    """A French IBAN: the RIB key is 97 - (89 bank + 15 branch + 3 account) mod 97; digits only."""
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return _iban("FR", f"{bank}{branch}{account}{key:02d}")


def iban_it(abi: str, cab: str, account: str) -> str:
    """An Italian IBAN with its CIN, whose weights are those of the codice fiscale."""
    body = f"{abi}{cab}{account}"
    total = sum(_ODD[int(c)] if i % 2 == 0 else int(c) for i, c in enumerate(body))
    return _iban("IT", f"{chr(ord('A') + total % 26)}{body}")


def _iban(country: str, bban: str) -> str:
    return str(iban.validate(f"{country}{iban.calc_check_digits(f'{country}00{bban}')}{bban}"))


VAT_NUMBER: dict[str, Callable[[int], str]] = {
    "IT": vat_it,
    "DE": vat_de,
    "ES": vat_es,
    "BE": vat_be,
    "NL": vat_nl,
    "CH": vat_ch,
    "GB": vat_gb,
}
