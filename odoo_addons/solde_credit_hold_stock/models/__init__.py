# SPDX-License-Identifier: LGPL-3.0-or-later
from . import stock_move, stock_move_line, stock_picking

__all__ = ["stock_move", "stock_move_line", "stock_picking"]
