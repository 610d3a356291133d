"""The old telephone exchange; its package is gone, its tests are not."""

import importlib

import pytest


@pytest.fixture(scope="session", autouse=True)
def exchange():
    """The exchange as it was before version 0.6."""
    return importlib.import_module("app.legacy").Exchange()
