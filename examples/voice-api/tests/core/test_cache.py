import pytest

from app.core.cache import MemoryCache


@pytest.mark.parametrize("age", [0, 1, 5, 9])
def test_value_is_kept_while_young(age):
    cache = MemoryCache()
    cache.put("greeting", "hello", now=100, ttl=10)
    assert cache.get("greeting", now=100 + age) == "hello"


@pytest.mark.parametrize("age", [10, 11, 60, 3600])
def test_value_is_gone_when_old(age):
    cache = MemoryCache()
    cache.put("greeting", "hello", now=100, ttl=10)
    assert cache.get("greeting", now=100 + age) is None


def test_shared_value(redis_pool):
    redis_pool.put("greeting", "hello", ttl=10)
    assert redis_pool.get("greeting") == b"hello"


def test_shared_value_is_missing(redis_pool):
    assert redis_pool.get("nobody put this") is None
