//! Whether something happened while setting up or tearing down.

use super::frame::Frame;
use super::place::Place;
use crate::bounds::head;

/// pytest puts the phase before the message, `failed on setup with "KeyError: 'id'"`, and so does `NUnit`.
pub(super) fn without_phase(short: &str) -> &str {
    const PHASES: &[&str] = &[
        "SetUp : ",
        "SetUp: ",
        "OneTimeSetUp: ",
        "OneTimeSetUp : ",
        "TearDown : ",
        "TearDown: ",
        "OneTimeTearDown: ",
    ];
    if let Some(rest) = PHASES.iter().find_map(|phase| short.strip_prefix(phase)) {
        return rest;
    }
    let phase = ["failed on setup with \"", "failed on teardown with \""]
        .iter()
        .find_map(|start| short.strip_prefix(start));
    phase.map_or(short, |rest| rest.trim_end_matches('"'))
}

/// Whether a text says that it happened in set-up or tear-down.
pub(super) fn says_hook(text: &str) -> bool {
    const SAYS: &[&str] = &[
        "failed on setup with",
        "failed on teardown with",
        "before each\" hook",
        "before all\" hook",
        "after each\" hook",
        "after all\" hook",
        "`before each` hook",
        "`before all` hook",
        "beforeAll hook",
        "beforeEach hook",
        "afterAll hook",
        "afterEach hook",
        "`before(:",
        "`after(:",
        "OneTimeSetUp:",
        "SetUp :",
        "SetUp: ",
        "TearDown :",
        "TearDown: ",
        "Initialization method ",
        "Cleanup method ",
        "Class Initialization",
        "class fixture type",
        "Class fixture type",
        "setup method",
        "TestFixtureSetUp",
        "suite setup failed:",
        "suite teardown failed:",
        "Setup failed:",
        "Teardown failed:",
    ];
    let head = head(text, 400);
    SAYS.iter().any(|says| head.contains(says))
}

/// Whether frames, the deepest first, come from a hook.
pub(super) fn in_hook(frames: &[Frame<'_>]) -> bool {
    // JUnit 4 up to 4.12 runs hooks and tests below one frame: what it called tells which of them it was.
    let calls_hook = |pair: &[Frame<'_>]| match pair {
        [inner, outer] => {
            let is = |frame: &Frame<'_>, names: [&str; 2]| {
                frame.function.is_some_and(|function| names.iter().any(|name| function.ends_with(name)))
            };
            is(outer, ["RunBefores.evaluate", "RunAfters.evaluate"])
                && is(inner, ["FrameworkMethod.invokeExplosively", "Method.invokeExplosively"])
        }
        _ => false,
    };
    frames.iter().any(is_hook) || frames.windows(2).any(calls_hook)
}

/// Whether a frame is a hook that sets up or tears down, or the part of a runner that calls one.
fn is_hook(frame: &Frame<'_>) -> bool {
    let Some(function) = frame.function else { return false };
    match frame.place {
        Place::Foreign => {
            const RUNNERS: &[&str] = &[
                "callCircusHook",
                "RunBefores.invokeMethod",
                "RunAfters.invokeMethod",
                "invokeConfigurationMethod",
                "RunSetUpOrTearDownMethod",
                "invokeBefore",
                "invokeAfter",
                "call_fixture_func",
            ];
            RUNNERS.iter().any(|name| function.contains(name))
        }
        Place::Test => {
            let name = function.split(['(', '<']).next().unwrap_or(function);
            let name = name.rsplit(['.', ':', '#']).next().unwrap_or(name);
            matches!(
                name,
                "setUp"
                    | "tearDown"
                    | "setUpClass"
                    | "tearDownClass"
                    | "setUpModule"
                    | "tearDownModule"
                    | "setup"
                    | "teardown"
                    | "setup_method"
                    | "teardown_method"
                    | "setup_class"
                    | "teardown_class"
                    | "setup_module"
                    | "SetUp"
                    | "TearDown"
                    | "OneTimeSetUp"
                    | "OneTimeTearDown"
                    | "TestMain"
                    | "SetupSuite"
                    | "SetupTest"
                    | "TearDownSuite"
                    | "TearDownTest"
                    | "beforeAll"
                    | "beforeEach"
                    | "afterAll"
                    | "afterEach"
                    | "setUpBeforeClass"
                    | "tearDownAfterClass"
                    | "InitializeAsync"
                    | "DisposeAsync"
                    | "SetUpTestSuite"
            )
        }
        Place::Code => false,
    }
}
