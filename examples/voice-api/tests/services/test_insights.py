from unittest.mock import Mock

import pytest

from app.services.insights import InsightsClient, busiest_hour, service_level, summary


def partner(**body) -> Mock:
    """A client whose every answer has this body."""
    client = Mock()
    client.get.return_value = Mock(spec=["status_code", "json"], status_code=200)
    client.get.return_value.json.return_value = body
    return client


@pytest.mark.parametrize("topic", ["billing", "roaming"])
def test_topics_of_a_call(topic):
    client = partner(topics=[{"name": topic, "score": 0.9}, {"name": "noise", "score": 0.1}])
    assert InsightsClient(client, "https://example.org").topics(7) == [topic]


@pytest.mark.parametrize(
    ("counts", "trend"),
    [([1, 1, 9, 9], "rising"), ([9, 9, 1, 1], "falling"), ([5, 5, 5, 5], "steady")],
    ids=["rising", "falling", "steady"],
)
def test_trend_of_a_topic(counts, trend):
    assert InsightsClient(partner(counts=counts), "https://example.org").trend("billing", 4) == trend


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 100])
def test_summary_of_calls(count):
    assert summary(list(range(count)))["count"] == count


@pytest.mark.parametrize("limit", [0, 5, 10, 20, 30, 60])
def test_service_level_is_a_share(limit):
    assert 0 <= service_level([1, 5, 10, 15, 20, 25, 40], limit) <= 1


@pytest.mark.parametrize("hour", range(24))
def test_busiest_hour(hour):
    assert busiest_hour([hour, hour, (hour + 5) % 24]) == hour
