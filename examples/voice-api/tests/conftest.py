"""What the run is called goes into its artifact, and the fixtures that several folders share."""

import os

import pytest

from app.core.cache import RedisCache
from app.db.store import Store
from app.model_scripts.model_loader import model_loader


@pytest.fixture(scope="session", autouse=True)
def run_properties(record_testsuite_property):
    """Run, branch and commit as suite properties, where the environment tells them."""
    for name in ("run_id", "branch", "commit"):
        if os.environ.get(name.upper()):
            record_testsuite_property(name, os.environ[name.upper()])


@pytest.fixture
def store():
    """An empty database."""
    print("database: in memory, schema made anew")
    return Store()


@pytest.fixture
def ner_model():
    """The small model for names."""
    return model_loader.load("voice/ner-small")


@pytest.fixture(scope="session")
def redis_pool():
    """A Redis beside the tests; the runner has none, see PLAN.md."""
    return RedisCache("127.0.0.1", 1)
