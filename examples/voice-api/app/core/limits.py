"""Rate limits and retries."""


class TokenBucket:
    """So many calls a second, with a burst."""

    def __init__(self, rate: float, burst: int):
        self.rate = rate
        self.burst = burst
        self.tokens = float(burst)
        self.at = 0.0
        self.refused = 0

    def allow(self, now: float) -> bool:
        """Take one token if there is one."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            self.refused += 1
            return False
        self.tokens -= 1
        return True


def backoff(attempt: int, base: float = 0.5, cap: float = 30.0) -> float:
    """Seconds to wait before an attempt."""
    return min(cap, base * 2**attempt)


def is_retryable(status: int) -> bool:
    """Whether asking again can help."""
    return status in (408, 425, 429) or 500 <= status < 600
