from unittest.mock import Mock

import pytest

from app.services.notification import SEVERITY, Notifier, channels, payload


def assert_payload(sent: dict, wanted: dict) -> None:
    """Compare key by key: the first that differs says more than the whole."""
    for key, value in wanted.items():
        if sent.get(key) != value:
            raise AssertionError(f"notification payload differs at {key!r}")


def test_send_error_notification():
    assert_payload(payload("error", "Ada", trace="boom"), {"severity": "high", "trace": "boom"})


def test_send_agent_notifications():
    assert_payload(payload("handover", "Grace"), {"agent": "Grace", "severity": "medium"})


def test_missed_call_names_the_caller():
    assert_payload(payload("missed", "Ada", caller="+4930555019"), {"caller": "+4930555019"})


def test_digest_counts_calls():
    assert_payload(payload("digest", "team", calls=42), {"calls": 42, "severity": "low"})


def test_handover_keeps_the_queue():
    assert_payload(payload("handover", "Linus", queue="sales"), {"queue": "sales", "agent": "Linus"})


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("event", SEVERITY)
def test_channels_of_an_event(event, hour):
    ways = channels(event, hour)
    assert ("pager" in ways) == (event == "error") and ("chat" in ways) == (8 <= hour < 18)


@pytest.mark.parametrize("event", ["error", "handover", "missed"])
def test_send_notification_http_error(event):
    client = Mock()
    client.post.return_value = Mock(spec=["status_code", "json"], status_code=503)
    assert Notifier(client, "https://example.org/hook").send(event, "Ada") is False
