"""Each connector's tests; all of them inherit the contract suite."""

import pytest

_PARTS = ("contract", "contract_holds", "contract_pull", "contract_push", "contract_records", "contract_reread")
pytest.register_assert_rewrite(*(f"tests.connectors.{part}" for part in _PARTS), "tests.connectors.pulled")
