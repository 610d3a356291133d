"""Who gets which GPU."""

from dataclasses import dataclass, field


class ResourceError(RuntimeError):
    """There is not enough of something."""


@dataclass
class Gpu:
    """One card."""

    name: str
    total_gib: int
    used: dict[str, int] = field(default_factory=dict)

    @property
    def free_gib(self) -> int:
        """What nobody holds."""
        return self.total_gib - sum(self.used.values())


class ResourceManager:
    """Gives cards to models."""

    def __init__(self, gpus: list[Gpu]):
        self.gpus = gpus

    def acquire(self, model: str, gib: int) -> Gpu:
        """The fullest card that still has room."""
        fitting = [gpu for gpu in self.gpus if gpu.free_gib >= gib]
        if not fitting:
            largest = max((gpu.free_gib for gpu in self.gpus), default=0)
            raise ResourceError(f"no GPU with {gib} GiB free, the largest has {largest} GiB")
        gpu = min(fitting, key=lambda card: card.free_gib)
        gpu.used[model] = gib
        return gpu

    def release(self, model: str) -> int:
        """Give back what a model holds."""
        freed = 0
        for gpu in self.gpus:
            freed += gpu.used.pop(model, 0)
        return freed
