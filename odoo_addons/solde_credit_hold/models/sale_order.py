# SPDX-License-Identifier: LGPL-3.0-or-later
"""Orders of customers on hold. Quotations stay allowed; whatever makes an order of one is refused.

`action_confirm` asks before it does anything; `write` and `create` are what nobody can go around. They look at the
order as it became, because one call can change customer and state together.
"""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

_CONFIRMED = ("sale", "done")
_WATCHED = {"state", "partner_id", "partner_invoice_id", "partner_shipping_id"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    solde_hold_text = fields.Text(
        "Credit hold", compute="_compute_solde_hold_text", compute_sudo=True, groups="base.group_user"
    )

    @api.depends("partner_id", "partner_invoice_id", "partner_shipping_id")
    @api.depends_context("lang")
    def _compute_solde_hold_text(self):
        for order in self:
            order.solde_hold_text = order._solde_holders()._solde_in_words()

    def _solde_holders(self):
        """Held customers of these orders: who orders, who is invoiced, who gets the goods."""
        orders = self.sudo()
        return (orders.partner_id | orders.partner_invoice_id | orders.partner_shipping_id)._solde_holders()

    def action_confirm(self):
        for order in self:
            order._solde_admit(order._solde_holders())
        return super().action_confirm()

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._solde_check({})
        return orders

    def write(self, vals):
        if not _WATCHED & vals.keys():
            return super().write(vals)
        if vals.get("state") in _CONFIRMED:
            for order in self.sudo().filtered(lambda order: order.state not in _CONFIRMED):
                order._solde_admit(order._solde_holders())
        before = {order.id: order._solde_holders() for order in self.sudo() if order.state in _CONFIRMED}
        result = super().write(vals)
        self._solde_check(before)
        return result

    def _solde_check(self, before):
        """Refuse what has become an order of a held customer; `before` says which orders were one already."""
        for order in self.sudo():
            if order.state in _CONFIRMED and (
                holders := order._solde_holders() - before.get(order.id, self.env["res.partner"])
            ):
                order._solde_admit(holders)
                text = _(
                    "Confirmed by %(user)s in spite of the credit hold. %(hold)s",
                    user=self.env.user.name,
                    hold=holders._solde_in_words(),
                )
                order.message_post(body=text)

    def _solde_admit(self, holders):
        if not holders or holders._solde_may_override():
            return
        name = self.sudo().name
        if not holders._solde_sees_reason():
            raise UserError(_("%(order)s cannot be confirmed at the moment. Please contact us.", order=name))
        text = _(
            "%(order)s cannot be confirmed: %(hold)s\nSomebody of the group Credit hold: manager may confirm it "
            "in spite of the hold.",
            order=name,
            hold=holders._solde_in_words(),
        )
        raise UserError(text)
