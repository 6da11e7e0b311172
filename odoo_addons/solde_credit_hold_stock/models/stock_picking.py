# SPDX-License-Identifier: LGPL-3.0-or-later
"""The delivery as people see it: asked at the button already, before any wizard opens."""

from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    solde_hold_text = fields.Text(
        "Credit hold", compute="_compute_solde_hold_text", compute_sudo=True, groups="base.group_user"
    )

    @api.depends("partner_id", "location_dest_id", "state")
    @api.depends_context("lang")
    def _compute_solde_hold_text(self):
        for picking in self:
            waiting = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            picking.solde_hold_text = waiting._solde_holders()._solde_in_words()

    def button_validate(self):
        self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))._solde_admit()
        return super().button_validate()

    def write(self, vals):
        # The state is computed from the moves, but can be written over RPC.
        if vals.get("state") == "done":
            self.filtered(lambda picking: picking.state != "done").move_ids._solde_admit()
        return super().write(vals)
