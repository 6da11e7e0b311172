# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the groups stand in a user's form: under a category up to 18, under a privilege from 19 on."""


def place_groups(env):
    """Odoo removes what is made here with the module: it has external ids of the module."""
    category = env.ref("solde_credit_hold.category")
    groups = env.ref("solde_credit_hold.group_set") | env.ref("solde_credit_hold.group_manager")
    if "res.groups.privilege" not in env:
        groups.category_id = category
        return
    values = {"name": "Credit hold", "category_id": category.id}
    record = {"xml_id": "solde_credit_hold.privilege", "values": values, "noupdate": True}
    groups.privilege_id = env["res.groups.privilege"]._load_records([record])
