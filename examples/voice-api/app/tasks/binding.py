"""Background tasks: a function, bound to its task when it asks for that."""

import itertools
from collections.abc import Callable

NUMBERS = itertools.count(1)


class Task:
    """A function that a worker can run later; a bound one gets its task as first argument."""

    def __init__(self, function: Callable, bind: bool, retries: int):
        self.function = function
        self.bind = bind
        self.retries = retries
        self.name = function.__name__
        self.request_id = 0

    def __call__(self, *args: object, **options: object) -> object:
        return self.run(*args, **options)

    def run(self, *args: object, **options: object) -> object:
        """Run it here and now."""
        self.request_id = next(NUMBERS)
        if self.bind:
            return self.function(self, *args, **options)
        return self.function(*args, **options)

    def s(self, *args: object, **options: object) -> "Signature":
        """The call, for later."""
        return Signature(self, args, options)


class Signature:
    """A task and its arguments."""

    def __init__(self, task: Task, args: tuple, options: dict):
        self.task = task
        self.args = args
        self.options = options

    def apply(self) -> object:
        """Run it, again after an OSError as often as the task allows."""
        for attempt in range(self.task.retries + 1):
            try:
                return self.task.run(*self.args, **self.options)
            except OSError:
                if attempt == self.task.retries:
                    raise
        return None

    def then(self, task: Task) -> "Signature":
        """Another task on the result of this one."""
        return Signature(task, (self.apply(),), {})


def task(bind: bool = False, retries: int = 0) -> Callable[[Callable], Task]:
    """Make a task of a function."""
    return lambda function: Task(function, bind, retries)
