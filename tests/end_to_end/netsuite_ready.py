"""Everything that the command reads when it starts, read beforehand: imported by the process that others fork from."""

from sync.boot import prepare

prepare()

import connectors.netsuite.connector
import connectors.netsuite.soap
import sync.cli.main  # noqa: F401
