//! Permission.

use super::{BuiltIn, Example};

/// The system or a service refused access.
pub(super) static PERMISSION: BuiltIn = BuiltIn {
    id: "permission",
    title: "Permission",
    meaning: "The system or a service refused access.",
    advice: "Let tests write only below their own temporary folder. In containers, compare the user that runs the tests with the owner of the files.",
    comparisons: false,
    types: &[
        "!PermissionError",
        "!AccessDeniedException",
        "!UnauthorizedAccessException",
        "SecurityException",
        "AuthorizationException",
        "AuthorizationError",
        "PermissionDenied",
        "PermissionDeniedError",
        "ForbiddenException",
        "ForbiddenError",
        "EACCES",
        "EPERM",
        "UnauthorizedException",
        "AccessControlException",
        "NotAuthorizedError",
        "Forbidden",
    ],
    phrases: &[
        "permission denied",
        "permissiondenied",
        "access is denied",
        "access denied",
        "access to the path",
        "operation not permitted",
        "eacces",
        "eperm",
        "not permitted",
        "insufficient permission",
        "insufficient privilege",
        "not authorized",
        "read-only file system",
        "requires root",
        "must be root",
        "lacks permission",
    ],
    also: None,
    examples: &[
        Example {
            exception: "PermissionError",
            message: "[Errno 13] Permission denied: '/var/log/audit.log'",
        },
        Example {
            exception: "UnauthorizedAccessException",
            message: "Access to the path '/etc/x' is denied.",
        },
        Example { exception: "Error", message: "EACCES: permission denied, open '/var/x'" },
    ],
};
