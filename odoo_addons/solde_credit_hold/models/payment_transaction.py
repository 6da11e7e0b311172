# SPDX-License-Identifier: LGPL-3.0-or-later
"""An online payment for a quotation of a held customer: the money is booked, the quotation waits for a person.

Refused as elsewhere, the payment would not be booked either, and it may be what ends the hold.
"""

from odoo import _, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        waiting = self.browse()
        for transaction in self:
            for order in transaction.sale_order_ids.filtered(lambda order: order.state in ("draft", "sent")):
                if holders := order._solde_holders():
                    waiting |= transaction
                    text = _("Paid online, but not confirmed. %(hold)s", hold=holders._solde_in_words())
                    order.sudo().message_post(body=text)
        return super(PaymentTransaction, self - waiting)._check_amount_and_confirm_order()
