"""What the two companies sell: equipment, groceries, books and services for cafés and hotels."""

from decimal import Decimal
from typing import Literal

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A product or a service; `fr` and `it` are the VAT rates in per cent, None where it is exempt."""

    code: str
    kind: Literal["goods", "service", "building"]  # building: reverse charge between builders
    unit: str  # UN/ECE Rec 20
    price: Decimal  # in EUR, before VAT
    fr: Decimal | None
    it: Decimal | None
    usual: int  # a usual quantity
    name_fr: str
    name_it: str


# code, kind, unit, price, French rate, Italian rate, usual quantity, names
_TABLE = """
MAC-100|goods   |C62|2480  |20 |22|1  |Machine à espresso 2 groupes     |Macchina per espresso 2 gruppi
MOU-210|goods   |C62|589.90|20 |22|2  |Moulin à café professionnel      |Macinacaffè professionale
TAS-030|goods   |SET|38.45 |20 |22|6  |Tasses à espresso, lot de 12     |Tazzine da espresso, set da 12
TAB-045|goods   |C62|119.50|20 |22|8  |Table bistrot 60 cm              |Tavolino bistrot 60 cm
CHA-046|goods   |C62|64.90 |20 |22|16 |Chaise de terrasse               |Sedia da esterno
LAM-051|goods   |C62|87.33 |20 |22|5  |Lampe suspendue                  |Lampada a sospensione
DET-080|goods   |C62|23.17 |20 |22|4  |Détergent pour machine, bidon 5 l|Detergente, tanica 5 l
TIS-081|goods   |MTR|9.837 |20 |22|25 |Nappe en coton, au mètre         |Tovagliato di cotone, al metro
SUC-300|goods   |KGM|3.125 |5.5|10|20 |Sucre en sachets, au kilo        |Zucchero in bustine, al chilo
EAU-310|goods   |XPK|7.49  |5.5|22|30 |Eau minérale 50 cl, pack de 24   |Acqua minerale 50 cl, 24 pezzi
BIS-320|goods   |XBX|14.70 |5.5|10|12 |Biscuits artisanaux, boîte       |Biscotti artigianali, scatola
LAI-330|goods   |LTR|1.085 |5.5|4 |120|Lait frais entier, litre         |Latte fresco intero, litro
HUI-340|goods   |LTR|9.95  |5.5|4 |24 |Huile d’olive vierge extra, litre|Olio extravergine d'oliva, litro
LIV-400|goods   |C62|24.64 |5.5|4 |5  |Livre « L’art du café »          |Libro «L'arte del caffè»
REP-500|goods   |C62|15.35 |10 |10|15 |Plateau-repas à emporter         |Preparazione alimentare pronta
TRA-510|service |HUR|46.80 |10 |10|6  |Service traiteur                 |Servizio di ristorazione
INS-600|service |HUR|62.50 |20 |22|4  |Pose et mise en service          |Installazione e collaudo
REV-610|service |C62|189   |20 |22|1  |Révision annuelle de la machine  |Revisione annuale della macchina
LOC-620|service |DAY|34.99 |20 |22|10 |Location de matériel, journée    |Noleggio attrezzature, giornata
ELE-700|building|HUR|54.20 |20 |22|16 |Pose électrique en sous-traitance|Posa di impianto elettrico
FOR-800|service |DAY|640   |-  |- |2  |Formation professionnelle        |Corso di formazione professionale
"""


def _rate(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)


def _item(row: str) -> Item:
    code, kind, unit, price, fr, it, usual, name_fr, name_it = (cell.strip() for cell in row.split("|"))
    return msgspec.convert(
        {
            "code": code,
            "kind": kind,
            "unit": unit,
            "price": price,
            "fr": _rate(fr),
            "it": _rate(it),
            "usual": int(usual),
            "name_fr": name_fr,
            "name_it": name_it,
        },
        Item,
    )


CATALOGUE = tuple(_item(row) for row in _TABLE.strip().splitlines())
GOODS = tuple(i for i in CATALOGUE if i.kind == "goods")
BUILDING = tuple(i for i in CATALOGUE if i.kind == "building")
TRAINING = tuple(i for i in CATALOGUE if i.fr is None)
SERVICES = tuple(i for i in CATALOGUE if i.kind == "service" and i.fr is not None)
# The example's own price list: what one euro is worth in it.
PRICE_LIST = {
    "EUR": Decimal(1),
    "CHF": Decimal("0.95"),
    "GBP": Decimal("0.86"),
    "USD": Decimal("1.10"),
    "JPY": Decimal(160),
}
