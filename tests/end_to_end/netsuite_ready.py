"""Everything that the command reads when it starts, read beforehand: imported by the process that others fork from."""

from importlib import import_module

from sync.boot import prepare

prepare()
for name in ("sync.cli.main", "connectors.netsuite.connector", "connectors.netsuite.soap"):
    import_module(name)
