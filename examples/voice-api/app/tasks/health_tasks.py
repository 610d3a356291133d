"""What the monitoring asks for every minute."""

from app.tasks.binding import task


@task()
def models_health() -> dict:
    """Which models are in memory."""
    from app.model_scripts.model_loader import model_loader

    names = sorted(model_loader.loaded)
    state = "up" if names else "cold"
    return {"state": state, "models": names}


@task()
def memory_health(limit_mib: int) -> dict:
    """Whether the models fit into memory."""
    from app.model_scripts.model_loader import model_loader

    used = sum(len(model.weights) for model in model_loader.loaded.values()) * 16
    state = "up" if used <= limit_mib else "degraded"
    return {"state": state, "used_mib": used, "free_mib": limit_mib - used}


@task()
def queue_health(depth: int, workers: int) -> dict:
    """How long the queue is for each worker."""
    from app.model_scripts.model_loader import model_loader

    share = depth / workers
    return {"depth": depth, "a_worker": share, "warm": bool(model_loader.loaded)}
