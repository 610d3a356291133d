//! Credentials and configuration.

use super::{BuiltIn, Example, Facts};

/// A secret, an environment variable or a setting is missing or wrong.
pub(super) static CREDENTIALS_CONFIG: BuiltIn = BuiltIn {
    id: "credentials-config",
    title: "Credentials and configuration",
    meaning: "A secret, an environment variable or a setting is missing or wrong.",
    advice: "Set it in the job that runs the tests, or let the tests bring a value of their own. Compare the job with the example settings of the project.",
    comparisons: false,
    types: &[
        "ImproperlyConfigured",
        "NoCredentialsError",
        "NoSectionError",
        "NoOptionError",
        "ConfigError",
        "ConfigurationError",
        "ConfigurationException",
        "ConfigurationErrorsException",
        "MissingConfigException",
        "SettingsError",
        "CredentialsError",
        "NoCredentialProviders",
        "InvalidConfigException",
        "BadConfig",
        "EnvError",
        "PropertyPlaceholderException",
        "CredentialsProviderError",
        "MissingEnvVarError",
    ],
    phrases: &[
        "environment variable",
        "env var",
        "env.example",
        "could not resolve placeholder",
        "unable to locate credentials",
        "could not load credentials",
        "no credentials",
        "missing credentials",
        "invalid credentials",
        "credentials not",
        "api key",
        "api_key",
        "apikey",
        "access key",
        "secret key",
        "secret_key",
        "client secret",
        "missing secret",
        "missing required setting",
        "required setting",
        "setting is missing",
        "missing setting",
        "not configured",
        "no configuration",
        "missing configuration",
        "configuration is missing",
        "invalid configuration",
        "missing config",
        "has no section",
        "connectionstring property has not been initialized",
        "connection string",
        "no token",
        "missing token",
        "token is missing",
        "access token",
        "auth token",
        "license key",
        "notpresent",
        "unset variable",
        "is not set in",
    ],
    also: Some(names_variable),
    examples: &[
        Example { exception: "KeyError", message: "'PAYMENT_API_KEY'" },
        Example { exception: "Error", message: "SESSION_SECRET is not set; copy .env.example to .env" },
        Example {
            exception: "IllegalStateException",
            message: "Could not resolve placeholder 'smtp.host' in value \"${smtp.host}\"",
        },
        Example { exception: "", message: "config: required environment variable LEDGER_DSN is empty" },
        Example { exception: "KeyError", message: "key not found: \"DATABASE_URL\"" },
    ],
};

/// `PAYMENT_API_KEY` as all of a key error, or said to be missing.
fn names_variable(facts: &Facts<'_>) -> bool {
    let message = &facts.reading.message;
    let is_key_error =
        matches!(facts.reading.exception.as_str(), "KeyError" | "KeyNotFoundException" | "VarError");
    let is_missing = [
        "is not set",
        "not set",
        "is missing",
        "is required",
        "must be set",
        "is empty",
        "not defined",
        "is unset",
    ]
    .iter()
    .any(|says| facts.text.contains(says));
    let words = || message.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    (is_key_error || is_missing) && words().any(is_variable)
}

fn is_variable(word: &str) -> bool {
    word.len() > 4
        && word.contains('_')
        && word.bytes().any(|byte| byte.is_ascii_uppercase())
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
