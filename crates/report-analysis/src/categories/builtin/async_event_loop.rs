//! Async and event loop.

use super::{BuiltIn, Example};

/// Asynchronous code ran without an event loop, on a closed one, inside another one, or was never awaited.
pub(super) static ASYNC_EVENT_LOOP: BuiltIn = BuiltIn {
    id: "async-event-loop",
    title: "Async and event loop",
    meaning: "Asynchronous code ran without an event loop, on a closed one, inside another one, or was never awaited.",
    advice: "Let the test runner own the loop: mark the test as asynchronous, await what returns a promise or coroutine, and do not start a loop inside one.",
    comparisons: false,
    types: &["UnawaitedCoroutine", "InvalidStateError", "CancelledError"],
    phrases: &[
        "event loop is closed",
        "no running event loop",
        "no current event loop",
        "running event loop",
        "event loop is already running",
        "different event loop",
        "different loop",
        "event loop stopped",
        "was never awaited",
        "'coroutine' object",
        "coroutine object",
        "can't be used in 'await'",
        "already awaited coroutine",
        "async def functions are not natively supported",
        "you need to install a suitable plugin for your async framework",
        "done() called multiple times",
        "no reactor running",
        "cannot start a runtime from within a runtime",
        "cannot drop a runtime",
        "context of a tokio",
        "not wrapped in act(",
        "cannot log after tests are done",
        "main dispatcher had failed to initialize",
        "dispatchers.setmain",
        "promise was not awaited",
        "asyncio.run()",
        "event loop",
        "synchronously waiting",
        "unhandled promise rejection",
        "resolution method is overspecified",
    ],
    also: None,
    examples: &[
        Example { exception: "RuntimeError", message: "Event loop is closed" },
        Example {
            exception: "RuntimeError",
            message: "asyncio.run() cannot be called from a running event loop",
        },
        Example { exception: "TypeError", message: "'coroutine' object is not subscriptable" },
        Example {
            exception: "panic",
            message: "there is no reactor running, must be called from the context of a Tokio 1.x runtime",
        },
    ],
};
