# SPDX-License-Identifier: LGPL-3.0-or-later
from . import payment_transaction, res_partner, sale_order

__all__ = ["payment_transaction", "res_partner", "sale_order"]
