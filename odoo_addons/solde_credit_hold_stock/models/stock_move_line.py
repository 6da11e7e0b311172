# SPDX-License-Identifier: LGPL-3.0-or-later
"""A delivery that is done can still be edited: more goods on it are a delivery too."""

from odoo import api, models

_WATCHED = {"quantity", "product_uom_id", "product_id", "location_id", "location_dest_id", "move_id", "picking_id"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _solde_delivered(self):
        """What this line has delivered to a customer, in the product's unit."""
        done = self.state == "done" and self.move_id._solde_delivers()
        return self.quantity_product_uom if done else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line._solde_delivered() > 0).move_id._solde_admit(note=True)
        return lines

    def write(self, vals):
        if not _WATCHED & vals.keys():
            return super().write(vals)
        before = {line.id: line._solde_delivered() for line in self}
        result = super().write(vals)
        self.filtered(lambda line: line._solde_delivered() > before[line.id]).move_id._solde_admit(note=True)
        return result
