"""The command `solde`. Exit codes: 0 well, 1 findings, 2 wrong use or configuration, 3 held."""

from sync.boot import prepare, spare_the_collector


def main() -> None:
    """The console script."""
    prepare()
    from sync.cli.main import main as run  # noqa: PLC0415 - the models behind it need a configured Django

    spare_the_collector()
    run()
