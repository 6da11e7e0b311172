"""What an account is set up with before anybody sells anything: rows of the small tables, with their internal ids."""

from tests.connectors.netsuite.standin.functions import NAMES, STATUS
from tests.connectors.netsuite.standin.store import Store

OURS, OTHER = 2, 3  # subsidiaries: Solde works for the first; 1 is the parent that eliminates
EUR, USD = 1, 2
NET30, NET60, DISCOUNT, THIRDS = 1, 2, 3, 4  # terms
STANDARD, REDUCED, EXEMPT = 21, 22, 23  # tax codes
RATES = {STANDARD: "0.22", REDUCED: "0.1", EXEMPT: "0"}
SERVICE, GOODS, SHIPPING, OFF = 101, 102, 103, 104  # items
PIECE, BOX = 1, 2  # units
RECEIVABLE, INCOME, BANK, TAX = 121, 401, 101, 201  # accounts
BOSS = 31  # an employee

_ROWS = {
    "currency": ("id symbol name currencyprecision exchangerate isbasecurrency isinactive", (
        (EUR, "EUR", "Euro", 2, 1, "T", "F"), (USD, "USD", "US Dollar", 2, 0.9, "F", "F"),
        (3, "GBP", "British pound", 2, 1.15, "F", "F"), (4, "JPY", "Yen", 0, 0.006, "F", "F"))),
    "subsidiary": ("id name fullname legalname parent currency country iselimination isinactive federalidnumber", (
        (1, "Lume", "Lume", "Lume Holding S.p.A.", None, EUR, "IT", "F", "F", None),
        (OURS, "Lume Italia", "Lume : Lume Italia", "Lume Italia S.r.l.", 1, EUR, "IT", "F", "F", "IT01234567897"),
        (OTHER, "Lume Iberia", "Lume : Lume Iberia", "Lume Iberia S.L.", 1, EUR, "ES", "F", "F", None))),
    "term": ("id name daysuntilnetdue discountpercent daysuntilexpiry isinactive", (
        (NET30, "Net 30", 30, None, None, "F"), (NET60, "Net 60", 60, None, None, "F"),
        (DISCOUNT, "2% 10 Net 30", 30, 2, 10, "F"), (THIRDS, "Three thirds", 90, None, None, "F"))),
    "salestaxitem": ("id name rate description taxtype isinactive", (
        (STANDARD, "IT:S-IT", 0.22, "IVA 22%", 1, "F"), (REDUCED, "IT:R-IT", 0.1, "IVA 10%", 1, "F"),
        (EXEMPT, "IT:E-IT", 0, "Esente", 1, "F"))),
    "taxtype": ("id name country isinactive", ((1, "VAT-IT", "IT", "F"),)),
    "item": ("id itemid displayname itemtype isinactive unitstype saleunit incomeaccount upccode", (
        (SERVICE, "SRV-1", "Consulting", "Service", "F", None, None, INCOME, None),
        (GOODS, "LMP-7", "Desk lamp", "InvtPart", "F", 1, PIECE, INCOME, "4006381333931"),
        (SHIPPING, "SHIP", "Shipping", "ShipItem", "F", None, None, INCOME, None),
        (OFF, "OFF", "Discount", "Discount", "F", None, None, INCOME, None))),
    "unitstype": ("id name isinactive", ((1, "Count", "F"),)),
    "unitstypeuom": ("internalid unitstype unitname abbreviation pluralname conversionrate baseunit", (
        (PIECE, 1, "Piece", "pc", "Pieces", 1, "T"), (BOX, 1, "Box", "box", "Boxes", 12, "F"))),
    "customercategory": ("id name", ((1, "Trade"), (2, "Public"))),
    "employee": ("id entityid firstname lastname email issalesrep isinactive", (
        (BOSS, "Bianca Rossi", "Bianca", "Rossi", "bianca@lume.example", "T", "F"),)),
    "account": ("id acctnumber fullname accttype isinactive", (
        (RECEIVABLE, "1200", "Accounts Receivable", "AcctRec", "F"), (INCOME, "4000", "Sales", "Income", "F"),
        (BANK, "1000", "Bank", "Bank", "F"), (TAX, "2200", "VAT", "OthCurrLiab", "F"))),
    "accountingperiod": ("id periodname startdate enddate isquarter isyear closed isinactive", (
        (1, "FY 2026", "2026-01-01 00:00:00", "2026-12-31 00:00:00", "F", "T", "F", "F"),)),
    "accountingbook": ("id name isprimary", ((1, "Primary Accounting Book", "T"),)),
    "country": ("id name edition", (("IT", "Italy", "IT"), ("DE", "Germany", "DE"), ("ES", "Spain", "ES"))),
    "pricelevel": ("id name", ((1, "Base Price"),)),
}  # fmt: skip


def fill(store: Store) -> None:
    """All of it."""
    with store.change():
        for table, (names, rows) in _ROWS.items():
            store.bulk(table, names.split(), rows)
        letters = (
            (letter, name, f"{NAMES[kind]} : {name}", kind)
            for kind, each in STATUS.items()
            for letter, name in each.items()
        )
        store.bulk("transactionstatus", ["id", "name", "fullname", "trantype"], letters)
        fields = ((name.upper(), name.replace("_", " "), kind.upper()) for name, kind in store.rules.custom.items())
        store.bulk("customfield", ["scriptid", "name", "fieldtype"], fields)
