import pytest

from app.core.limits import TokenBucket, backoff, is_retryable


@pytest.mark.parametrize("burst", [1, 2, 5, 10, 50])
def test_burst_is_allowed_then_refused(burst):
    bucket = TokenBucket(rate=1, burst=burst)
    assert [bucket.allow(0.0) for _ in range(burst + 1)] == [True] * burst + [False]


@pytest.mark.parametrize("rate", [1, 2, 10, 100])
def test_bucket_fills_again(rate):
    bucket = TokenBucket(rate=rate, burst=1)
    assert bucket.allow(0.0) and not bucket.allow(0.0)
    assert bucket.allow(1.0 / rate)


@pytest.mark.parametrize("attempt", range(11))
def test_waiting_grows_up_to_the_cap(attempt):
    assert backoff(attempt) <= backoff(attempt + 1) <= 30


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_asking_again_can_help(status):
    assert is_retryable(status)


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 422, 600])
def test_asking_again_can_not_help(status):
    assert not is_retryable(status)
