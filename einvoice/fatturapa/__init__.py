"""FatturaPA 1.2.3, ordinary form (FPR12 to private recipients, FPA12 to public bodies).

`write` and `read` carry what the format can say: what EN 16931 has terms for in the model, the rest in the Italian
block (`einvoice/countries/italy/block.py`). Not carried, for the format has no place: EN 16931 categories (Natura is
finer and reads back as the nearest one), the parts of an address or of a line's text one by one (they share an
element), foreign postcodes apart from the street, note subjects, reasons of discounts, sales orders, item attributes
and origin, price bases, trading names, contacts of the buyer, electronic addresses, mandates and cards.
"""

from einvoice.fatturapa.names import EXTENSION, MIME, NAME, filename
from einvoice.fatturapa.reader import examine, read, read_lot
from einvoice.fatturapa.writer import transliterations, write, write_lot

__all__ = [
    "EXTENSION",
    "MIME",
    "NAME",
    "examine",
    "filename",
    "read",
    "read_lot",
    "transliterations",
    "write",
    "write_lot",
]
