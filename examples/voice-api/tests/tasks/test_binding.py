import pytest

from app.tasks.binding import task


@task()
def double(number):
    return number * 2


@task(bind=True)
def who(self, greeting):
    return f"{greeting}, {self.name}"


@pytest.mark.parametrize("number", [0, 1, -3, 2.5, "ab"])
def test_plain_task_is_a_function(number):
    assert double(number) == double.run(number) == double.s(number).apply() == number * 2


@pytest.mark.parametrize("greeting", ["hello", "goodbye", "welcome"])
def test_bound_task_knows_itself(greeting):
    assert who.run(greeting) == f"{greeting}, who"


@pytest.mark.parametrize("failures", [0, 1, 2, 3])
def test_task_is_tried_again(failures):
    calls = []

    @task(retries=2)
    def flaky():
        calls.append(1)
        if len(calls) <= failures:
            raise OSError("line is busy")
        return "done"

    if failures <= 2:
        assert flaky.s().apply() == "done"
    else:
        with pytest.raises(OSError, match="busy"):
            flaky.s().apply()
    assert len(calls) == min(failures, 2) + 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_tasks_in_a_chain(number):
    assert double.s(number).then(double).apply() == number * 4
