//! Import error.

use super::{BuiltIn, Example, Facts};

/// A module, package, class, library or name cannot be loaded.
pub(super) static IMPORT_ERROR: BuiltIn = BuiltIn {
    id: "import-error",
    title: "Import error",
    meaning: "A module, package, class, library or name cannot be loaded.",
    advice: "Install or declare the missing dependency, or correct the path. When many tests fail at once, one broken import near the root of the project is the likely reason.",
    comparisons: false,
    types: &[
        "!ModuleNotFoundError",
        "!ImportError",
        "!ClassNotFoundException",
        "!NoClassDefFoundError",
        "!UnsatisfiedLinkError",
        "LoadError",
        "FileLoadException",
        "BadImageFormatException",
        "!DllNotFoundException",
        "NameError",
        "ReferenceError",
        "PackageNotFoundError",
        "ResolutionError",
    ],
    phrases: &[
        "no module named",
        "cannot import name",
        "cannot find module",
        "cannot find package",
        "module not found",
        "could not import",
        "error importing",
        "failed to resolve import",
        "failed to load url",
        "failed to load module",
        "could not load file or assembly",
        "cannot load such file",
        "uninitialized constant",
        "no required module provides package",
        "cannot find module providing",
        "is not in goroot",
        "is not in std",
        "unresolved import",
        "can't find crate",
        "undeclared crate",
        "does not provide an export named",
        "could not find or load main class",
        "err_module_not_found",
        "unable to load shared library",
        "error while loading shared libraries",
        "cannot open shared object file",
        "unable to load dll",
        "unable to resolve module",
        "attempted relative import",
        "could not initialize class",
        "failed opening required",
        "cannot use import statement outside a module",
        "require() of es module",
        "no keyword with name",
        "variable '${",
        "variable '@{",
        "variable '&{",
        "importing library",
        "importing test library",
        "importing resource",
    ],
    also: Some(names_class),
    examples: &[
        Example { exception: "ModuleNotFoundError", message: "No module named 'stripe'" },
        Example { exception: "Error", message: "Cannot find module './theme' from 'src/cart.js'" },
        Example {
            exception: "FileNotFoundException",
            message: "Could not load file or assembly 'Acme.Tax, Version=2.1.0.0'",
        },
        Example { exception: "LoadError", message: "cannot load such file -- vault" },
        Example { exception: "Error", message: "Class \"App\\Tax\\Table\" not found" },
    ],
};

/// PHP: `Class "App\\Cart" not found`.
fn names_class(facts: &Facts<'_>) -> bool {
    let kinds = ["class \"", "interface \"", "trait \"", "class '"];
    facts.text.contains("not found") && kinds.iter().any(|kind| facts.text.contains(kind))
}
