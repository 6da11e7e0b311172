"""Billing documents as the semantic model. (Stands in until the branch papers is merged.)"""

from collections.abc import Sequence

from connectors.records import Due
from connectors.sap.client import Query
from connectors.sap.values import Case, Row
from connectors.sap.world import World
from einvoice import model

QUERY = Query()


class Around:
    pass


def around(world: World, rows: Sequence[Row]) -> Around:
    raise NotImplementedError


def read(world: World, row: Row, around: Around, dues: tuple[Due, ...]) -> tuple[model.Invoice | None, Case]:
    raise NotImplementedError
