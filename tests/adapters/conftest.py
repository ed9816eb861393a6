"""Asserts of the contract show what they compared, like those of any test."""

import pytest

pytest.register_assert_rewrite("adapters.testing.contract")
