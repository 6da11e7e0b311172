# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the data files cannot say the same way for every version, and what Odoo does not take back itself."""


def place_groups(env):
    """In a user's form groups stand under a category up to 18, and under a privilege from 19 on.

    The privilege has an external id of this module, so Odoo removes it with the module.
    """
    category = env.ref("solde_credit_hold.category")
    groups = env.ref("solde_credit_hold.group_set") | env.ref("solde_credit_hold.group_manager")
    if "res.groups.privilege" not in env:
        groups.category_id = category
        return
    values = {"name": "Credit hold", "category_id": category.id}
    record = {"xml_id": "solde_credit_hold.privilege", "values": values, "noupdate": True}
    groups.privilege_id = env["res.groups.privilege"]._load_records([record])


def forget(env):
    """On removal Odoo leaves the mark that the module was installed in a database with demo data."""
    env["ir.module.module"].search([("name", "=", "solde_credit_hold")]).demo = False
