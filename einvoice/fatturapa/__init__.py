"""FatturaPA 1.2.3, ordinary form (FPR12 to private recipients, FPA12 to public bodies).

`write` and `read` carry what the format can say. Not carried: EN 16931 categories (Natura is finer and reads back
as the nearest one), addresses beyond one street line, the parts of a line's text one by one, note subjects, sales
orders and order lines, delivery addresses, reasons of line discounts, contacts of the buyer, electronic addresses.
"""

from einvoice.fatturapa.names import EXTENSION, MIME, NAME, filename
from einvoice.fatturapa.reader import read
from einvoice.fatturapa.writer import write

__all__ = ["EXTENSION", "MIME", "NAME", "filename", "read", "write"]
