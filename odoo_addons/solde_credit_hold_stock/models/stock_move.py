# SPDX-License-Identifier: LGPL-3.0-or-later
"""Goods that leave for a held customer. Whatever validates a delivery makes its moves `done`: that is refused.

Returns come from a customer, receipts and transfers go to no customer: they are none of this module's business.
"""

from odoo import _, api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    def _solde_delivers(self):
        """Whether this move takes goods out to a customer; a dropshipment does."""
        return self.location_dest_id.usage == "customer" and self.location_id.usage != "customer"

    def _solde_holders(self):
        """Held customers of these moves: who gets the goods, and whoever ordered them or is invoiced."""
        moves = self.sudo().filtered(lambda move: move._solde_delivers())
        orders = moves.sale_line_id.order_id | moves.picking_id.sale_id
        return (moves.partner_id | moves.picking_id.partner_id)._solde_holders() | orders._solde_holders()

    def _action_done(self, *args, **named):
        self._solde_admit()
        return super()._action_done(*args, **named)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered(lambda move: move.state == "done")._solde_admit(note=True)
        return moves

    def write(self, vals):
        if vals.get("state") != "done":
            return super().write(vals)
        begins = self.filtered(lambda move: move.state != "done")
        result = super().write(vals)
        begins._solde_admit(note=True)
        return result

    def _solde_admit(self, note=False):
        """Refuse what delivers to a held customer, unless a manager does it; `note` says so in the chatter."""
        for picking, moves in self.grouped("picking_id").items():
            holders = moves._solde_holders()
            if not holders:
                continue
            if not holders._solde_may_override():
                raise UserError(moves._solde_refusal(holders))
            if note and picking:
                text = _(
                    "Delivered by %(user)s in spite of the credit hold. %(hold)s",
                    user=self.env.user.name,
                    hold=holders._solde_in_words(),
                )
                picking.sudo().message_post(body=text)

    def _solde_refusal(self, holders):
        first = self.sudo()[:1]
        name = first.picking_id.name or first.display_name
        if not holders._solde_sees_reason():
            return _("%(delivery)s cannot be validated at the moment: the customer is on credit hold.", delivery=name)
        return _(
            "%(delivery)s cannot be validated: %(hold)s\nSomebody of the group Credit hold: manager may deliver in "
            "spite of the hold.",
            delivery=name,
            hold=holders._solde_in_words(),
        )
