# SPDX-License-Identifier: LGPL-3.0-or-later
"""The hold itself: who may set it, who may take it away, and whom it holds.

The checks look at the real user, also where the code runs as superuser: a checkout or a portal page is no way
around them. Only OdooBot itself (a migration, a shell on the server) sets and releases without a group.
"""

from odoo import SUPERUSER_ID, _, api, fields, models
from odoo.exceptions import AccessError

HOLD_FIELDS = {"solde_hold", "solde_hold_reason", "solde_hold_source", "solde_hold_date"}
# Whatever may take a contact out of a customer. `commercial_partner_id` is computed, but can be written over RPC.
_BELONGING = {"parent_id", "is_company", "company_type", "commercial_partner_id"}
_SET, _MANAGER = "solde_credit_hold.group_set", "solde_credit_hold.group_manager"


class ResPartner(models.Model):
    _inherit = "res.partner"

    solde_hold = fields.Boolean("Credit hold", copy=False, tracking=True, groups="base.group_user")
    solde_hold_reason = fields.Text("Reason of the hold", copy=False, tracking=True, groups="base.group_user")
    solde_hold_source = fields.Selection(
        [("solde", "Solde"), ("manual", "By hand")], "Hold set by", copy=False, readonly=True, groups="base.group_user"
    )
    solde_hold_date = fields.Date("On hold since", copy=False, readonly=True, groups="base.group_user")
    solde_hold_text = fields.Text(
        "Credit hold in words", compute="_compute_solde_hold_text", compute_sudo=True, groups="base.group_user"
    )

    @api.depends(
        "name",
        "solde_hold",
        "solde_hold_reason",
        "commercial_partner_id.name",
        "commercial_partner_id.solde_hold",
        "commercial_partner_id.solde_hold_reason",
    )
    @api.depends_context("lang")
    def _compute_solde_hold_text(self):
        for partner in self:
            partner.solde_hold_text = partner._solde_holders()._solde_in_words()

    # Who is held

    def _solde_holders(self):
        """Those of these contacts and of the legal entities behind them that are on hold."""
        partners = self.sudo()
        return (partners | partners.commercial_partner_id).filtered("solde_hold")

    def _solde_in_words(self):
        """What an employee reads: "X is on credit hold. F1 is 46 days overdue." Empty where nobody is held."""
        lines = []
        for holder in self.sudo():
            held = _("%(customer)s is on credit hold.", customer=holder._solde_name())
            lines.append(f"{held} {holder._solde_why()}".strip())
        return "\n".join(lines)

    def _solde_name(self):
        """Not the display name: a context may put the address into that."""
        return self.name or self.display_name

    def _solde_why(self):
        reason = (self.solde_hold_reason or "").strip()
        return reason if not reason or reason.endswith((".", "!", "?")) else f"{reason}."

    def _solde_sees_reason(self):
        """Employees do. OdooBot acts for strangers too (a checkout without payment): it does not."""
        return self.env.uid != SUPERUSER_ID and self.env.user._is_internal()

    def _solde_may_override(self):
        return self.env.user.has_group(_MANAGER)

    def _solde_may_set(self):
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group(_SET)

    def _solde_may_lift(self):
        """Whether every hold of these may be lifted by this user: one set by hand by managers only."""
        if self.env.uid == SUPERUSER_ID or self._solde_may_override():
            return True
        held = self.sudo().filtered("solde_hold")
        return not held or (self._solde_may_set() and set(held.mapped("solde_hold_source")) == {"solde"})

    # Setting and releasing

    @api.model_create_multi
    def create(self, vals_list):
        may_set = self._solde_may_set()
        whole = [
            self._solde_completed(vals, True) if vals.get("solde_hold") and may_set else vals for vals in vals_list
        ]
        partners = super().create(whole)
        # Looked at afterwards, because defaults may also come from the context.
        if not may_set and any(partners.sudo().mapped("solde_hold")):
            raise AccessError(self._solde_no_right())
        return partners

    def write(self, vals):
        if HOLD_FIELDS & vals.keys() and self._solde_changes(vals):
            self._solde_check_right()
            vals = self._solde_completed(vals, any(not partner.solde_hold for partner in self.sudo()))
        if not _BELONGING & vals.keys():
            return super().write(vals)
        before = {partner: partner.commercial_partner_id for partner in self.sudo()}
        kept = {entity for entity in before.values() if not entity._solde_may_lift()}
        result = super().write(vals)
        for partner, entity in before.items():
            if entity in kept and partner.commercial_partner_id != entity:
                text = _(
                    "%(customer)s is on credit hold: meanwhile %(contact)s cannot be given to another customer. Ask "
                    "somebody of the group Credit hold: manager.",
                    contact=partner._solde_name(),
                    customer=entity._solde_name(),
                )
                raise AccessError(text)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        # Odoo takes a customer's quotations with it, so that he could begin anew.
        if not self._solde_may_lift():
            raise AccessError(self._solde_no_right())

    def _solde_changes(self, vals):
        """Whether any hold would be another afterwards: repeating what is there needs no right."""

        def differs(partner, name):
            field = self._fields[name]
            return field.convert_to_record(field.convert_to_cache(vals[name], partner), partner) != partner[name]

        return any(differs(partner, name) for partner in self.sudo() for name in HOLD_FIELDS & vals.keys())

    def _solde_check_right(self):
        if not self._solde_may_set():
            raise AccessError(self._solde_no_right())
        for partner in self.sudo():
            if not partner._solde_may_lift():
                text = _(
                    "The credit hold of %(customer)s was set by hand: only the group Credit hold: manager may "
                    "change it.",
                    customer=partner._solde_name(),
                )
                raise AccessError(text)

    def _solde_no_right(self):
        return _("Only the groups Credit hold: manager and Credit hold: set and release may change a credit hold.")

    def _solde_completed(self, vals, begins):
        """A hold with its source and day; a release leaves nothing behind. A manager's word is by hand unless it
        says otherwise, the technical group's never is."""
        vals = dict(vals)
        if "solde_hold" in vals and not vals["solde_hold"]:
            return {**vals, **dict.fromkeys(HOLD_FIELDS, False)}
        if self.env.uid != SUPERUSER_ID and not self._solde_may_override():
            vals["solde_hold_source"] = "solde"
        elif not vals.get("solde_hold_source"):
            vals["solde_hold_source"] = "manual"
        if begins and vals.get("solde_hold"):
            vals["solde_hold_date"] = fields.Date.context_today(self)
        return vals
