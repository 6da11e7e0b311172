"""Each connector's tests; all of them inherit the contract suite."""

import pytest

pytest.register_assert_rewrite("tests.connectors.contract", "tests.connectors.contract_push")
