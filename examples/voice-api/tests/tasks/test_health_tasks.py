from unittest.mock import patch

import pytest

from app.model_scripts.model_loader import Model
from app.tasks import health_tasks
from switchboard import has_bug

IN_PLACE = "app.tasks.health_tasks.model_loader"
AT_SOURCE = "app.model_scripts.model_loader.model_loader"
GAUGE = IN_PLACE if has_bug("health-gauge-patched-in-place") else AT_SOURCE


def loaded(count: int) -> dict[str, Model]:
    return {f"model-{number}": Model(f"model-{number}", {"weight": 1.0}) for number in range(count)}


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_models_in_memory(count):
    with patch(IN_PLACE) as loader:
        loader.loaded = loaded(count)
        assert len(health_tasks.models_health.run()["models"]) == count


@pytest.mark.parametrize("limit", [0, 16, 64, 256, 1024])
def test_memory_within_its_limit(limit):
    with patch(IN_PLACE) as loader:
        loader.loaded = loaded(2)
        state = health_tasks.memory_health.run(limit)["state"]
    assert state == ("up" if limit >= 32 else "degraded")


def test_queue_depth_gauge():
    with patch(GAUGE) as loader:
        loader.loaded = loaded(1)
        assert health_tasks.queue_health.run(12, 4)["a_worker"] == 3


def test_queue_without_calls():
    with patch(GAUGE) as loader:
        loader.loaded = loaded(1)
        assert health_tasks.queue_health.run(0, 4)["a_worker"] == 0


def test_queue_of_a_cold_worker():
    with patch(GAUGE) as loader:
        loader.loaded = {}
        assert health_tasks.queue_health.run(3, 1)["warm"] is False
