//! Stack frames, in the shapes that runners of many languages write them.

use super::place::{self, Place};

/// A stack frame. Lines and columns are left out on purpose: they differ from commit to commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'t> {
    /// The function, where the line names it.
    pub(crate) function: Option<&'t str>,
    /// The file, where the line names it.
    pub(crate) file: Option<&'t str>,
    /// Whose code it is in.
    pub(crate) place: Place,
    /// The column, where the line names it.
    pub(crate) column: Option<u32>,
}

impl Frame<'_> {
    /// What the frame is called across runs and machines: the file without its folders, and the function without
    /// its arguments.
    pub(crate) fn anchor(&self) -> String {
        let file = self.file.map(|file| file.rsplit(['/', '\\']).next().unwrap_or(file));
        match (self.function.map(plain_function), file) {
            // A qualified name says where it is.
            (Some(function), _) if function.contains('.') || function.contains("::") => function,
            (Some(function), Some(file)) => format!("{file} {function}"),
            (Some(function), None) => function,
            (None, Some(file)) => file.to_owned(),
            (None, None) => String::new(),
        }
    }
}

/// The last two parts of a qualified name: `Invoices.store` of `com.acme.billing.Invoices.store`, without arguments
/// and without what compilers and engines add.
fn plain_function(function: &str) -> String {
    // Go writes methods as `ledger.(*Account).Owner`.
    let receiver = function.contains("(*").then(|| function.replace("(*", "").replacen(").", ".", 1));
    let function = receiver.as_deref().unwrap_or(function);
    let cut = function.find(['(', '<']).filter(|cut| *cut > 0).unwrap_or(function.len());
    let function = function.get(..cut).unwrap_or(function).trim_end_matches(['.', ':']);
    let function = function.rsplit('/').next().unwrap_or(function);
    let separator = if function.contains("::") { "::" } else { "." };
    let is_own = |part: &&str| {
        let added = ["{{closure", "{closure", "lambda$", "func1", "func2", "func3"];
        !part.is_empty() && !added.iter().any(|prefix| part.starts_with(prefix))
    };
    let parts: Vec<&str> = function.split(separator).filter(is_own).collect();
    let tail = match parts.as_slice() {
        // What engines call the holder of a plain function says nothing.
        [.., "Object" | "Module" | "Function" | "Promise" | "Proxy" | "exports", last] => {
            std::slice::from_ref(last)
        }
        [.., _, _] => parts.get(parts.len() - 2..).unwrap_or_default(),
        all => all,
    };
    if tail.is_empty() { function.to_owned() } else { tail.join(separator) }
}

/// Splits `path:12` or `path:12:5` into the path and what follows the numbers.
pub(crate) fn split_location(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(':') {
        let colon = from + found;
        let digits = bytes.get(colon + 1..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && colon > 0 {
            let mut end = colon + 1 + digits;
            if bytes.get(end) == Some(&b':') {
                let more = bytes.get(end + 1..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if more > 0 {
                    end += 1 + more;
                }
            }
            return Some((text.get(..colon)?, text.get(end..)?));
        }
        from = colon + 1;
    }
    None
}

fn looks_like_path(path: &str) -> bool {
    !path.is_empty()
        && path.len() < 400
        && !path.contains("  ")
        && (path.starts_with('<') || path.rsplit(['/', '\\']).next().is_some_and(|file| file.contains('.')))
}

impl<'t> Frame<'t> {
    /// A frame in a file, whose path says whose code it is.
    pub(crate) fn in_file(function: Option<&'t str>, path: &'t str) -> Self {
        let path = path.strip_prefix("file://").unwrap_or(path);
        Self { function, file: Some(path), place: place::of_path(path), column: None }
    }

    /// [`in_file`](Self::in_file), with the column that stands at the end of `location`.
    pub(crate) fn in_file_at(function: Option<&'t str>, path: &'t str, location: &str) -> Self {
        let numbers = location.get(path.len()..).unwrap_or_default();
        let column =
            numbers.trim_end_matches(')').rsplit(':').next().filter(|_| numbers.matches(':').count() == 2);
        Self { column: column.and_then(|column| column.parse().ok()), ..Self::in_file(function, path) }
    }
}

/// Reads a line as a frame of the languages that write one line a frame.
pub(crate) fn of_line(line: &str) -> Option<Frame<'_>> {
    let text = line.trim();
    if text.len() > 600 {
        return None;
    }
    let first = *text.as_bytes().first()?;
    match first {
        b'a' if text.starts_with("at ") => after_at(text.get(3..)?.trim_start()),
        b'F' if text.starts_with("File \"") => python_file(text),
        b'#' if text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => numbered(text),
        b'#' => ruby(text.get(1..)?.trim_start()),
        b'0'..=b'9' => rust_numbered(text),
        _ if text.starts_with("❯ ") => vitest(text.trim_start_matches("❯ ")),
        b'(' => elixir(text),
        b'/' | b'.' | b'a'..=b'z' | b'A'..=b'Z' => {
            ruby(text).or_else(|| elixir(text)).or_else(|| only_path(text))
        }
        _ => None,
    }
}

/// Java, JavaScript and C#: `at ...`.
fn after_at(text: &str) -> Option<Frame<'_>> {
    let text = text.strip_prefix("async ").unwrap_or(text);
    // C#: `Acme.Shop.Cart.Total(Int32 n) in /src/Cart.cs:line 12`
    if let Some((function, file)) = text.split_once(" in ")
        && let Some((path, _)) = file.rsplit_once(":line ")
    {
        let name = function.split('(').next().unwrap_or(function);
        let place = match place::of_qualified(name) {
            Place::Code => place::of_path(path),
            other => other,
        };
        return Some(Frame { function: Some(function), file: Some(path), place, column: None });
    }
    if let Some(open) = text.rfind('(') {
        let inside = text.get(open + 1..)?.trim_end_matches(')');
        let before = text.get(..open)?;
        if let Some(function) = before.strip_suffix(' ') {
            // JavaScript: `Pool.take (/app/src/pool.js:3:4)`, also when the line was cut before the numbers.
            let path = split_location(inside).map_or(inside, |(path, _)| path);
            let function = function.split(" [as ").next().unwrap_or(function);
            return Some(Frame::in_file_at(Some(function), path, inside));
        }
        // Java: `java.base/java.util.ArrayList.get(ArrayList.java:427)`
        if before.contains('.') && !before.contains(' ') {
            let name = before.rsplit_once('/').map_or(before, |(_, name)| name);
            let file = split_location(inside).map(|(path, _)| path);
            let mut place = place::of_qualified(name);
            if place == Place::Code && file.is_some_and(place::is_test_file) {
                place = Place::Test;
            }
            return Some(Frame { function: Some(name), file, place, column: None });
        }
        // C# without symbols: `System.Threading.Tasks.Task.Wait()`
        return None;
    }
    let (path, _) = split_location(text)?;
    looks_like_path(path).then(|| Frame::in_file_at(None, path, text))
}

/// Python without pytest: `File "/app/shop.py", line 3, in total`.
fn python_file(text: &str) -> Option<Frame<'_>> {
    let (path, rest) = text.strip_prefix("File \"")?.split_once('"')?;
    let function = rest.rsplit_once(", in ").map(|(_, function)| function.trim());
    Some(Frame::in_file(function, path))
}

/// PHP and sanitizers: `#0 /app/src/Cart.php(12): App\Cart->total()`, `#3 0x55d0 in total /app/cart.cc:12`.
fn numbered(text: &str) -> Option<Frame<'_>> {
    let rest =
        text.trim_start_matches('#').trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start();
    if rest.starts_with("0x") {
        let (_, named) = rest.split_once(" in ")?;
        let (function, path) = named.rsplit_once(' ')?;
        let path = split_location(path).map_or(path, |(path, _)| path);
        return Some(Frame::in_file(Some(function), path));
    }
    let (place, call) = rest.split_once(": ")?;
    let (path, _) = place.rsplit_once('(')?;
    Some(Frame::in_file(Some(call), path))
}

/// Rust backtraces: `12: shop::cart::total`, with the file on the next line.
fn rust_numbered(text: &str) -> Option<Frame<'_>> {
    let (number, name) = text.split_once(": ")?;
    let is_name = name.contains("::") && !name.contains(' ') || name.starts_with("0x");
    if number.len() > 4 || !number.bytes().all(|byte| byte.is_ascii_digit()) || !is_name {
        return None;
    }
    let name = name.rsplit(" - ").next().unwrap_or(name);
    let place = if place::is_foreign_name(name) || name.starts_with("__") || name.starts_with('<') {
        Place::Foreign
    } else if name.split("::").any(|part| part == "tests" || part == "test") {
        Place::Test
    } else {
        Place::Code
    };
    Some(Frame { function: Some(name), file: None, place, column: None })
}

/// Ruby: `./app/models/cart.rb:12:in 'Cart#total'`, with an old or a new quote.
fn ruby(text: &str) -> Option<Frame<'_>> {
    let (path, rest) = split_location(text)?;
    let function = rest.strip_prefix(":in ")?;
    let function = function.trim_matches(['\'', '`', '"']);
    let function = function.strip_prefix("block in ").unwrap_or(function);
    looks_like_path(path).then(|| Frame::in_file(Some(function), path))
}

/// Elixir: `(shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.total/1`, `test/cart_test.exs:4: (test)`.
fn elixir(text: &str) -> Option<Frame<'_>> {
    const FOREIGN_APPS: &[&str] = &[
        "elixir",
        "ex_unit",
        "stdlib",
        "kernel",
        "mix",
        "ecto",
        "phoenix",
        "plug",
        "postgrex",
        "myxql",
        "db_connection",
        "mox",
        "jason",
        "tesla",
        "finch",
        "mint",
        "req",
        "hackney",
        "absinthe",
        "oban",
        "telemetry",
        "gen_stage",
        "broadway",
        "bypass",
    ];
    let (app, rest) = match text.strip_prefix('(').and_then(|rest| rest.split_once(") ")) {
        Some((app, rest)) => (app.split(' ').next(), rest),
        None => (None, text),
    };
    let (path, function) = split_location(rest)?;
    let function = function.strip_prefix(": ")?;
    if !(place::has_ending(path, "ex") || place::has_ending(path, "exs") || place::has_ending(path, "erl")) {
        return None;
    }
    let is_foreign =
        |app: &str| FOREIGN_APPS.iter().any(|known| app == *known || app.starts_with(&format!("{known}_")));
    let function = function.rsplit_once('/').map_or(function, |(name, _)| name);
    let frame = Frame::in_file(Some(function), path);
    Some(if app.is_some_and(is_foreign) { Frame { place: Place::Foreign, ..frame } } else { frame })
}

/// vitest: `❯ total src/cart.ts:12:5`, `❯ src/cart.ts:12:5`.
fn vitest(text: &str) -> Option<Frame<'_>> {
    let (path, rest) = split_location(text)?;
    if !rest.is_empty() {
        return None;
    }
    let (function, path) = match path.rsplit_once(' ') {
        Some((function, path)) => (Some(function), path),
        None => (None, path),
    };
    let location = text.rsplit(' ').next().unwrap_or(text);
    looks_like_path(path).then(|| Frame::in_file_at(function, path, location))
}

/// PHPUnit and others: a path with a line number and nothing else.
fn only_path(text: &str) -> Option<Frame<'_>> {
    let (path, rest) = split_location(text)?;
    let is_frame = rest.is_empty() && !path.contains(' ') && looks_like_path(path) && !path.contains("://");
    is_frame.then(|| Frame::in_file(None, path))
}

/// Go: a line `\t/path/file.go:12 +0x1b` below the line that names the function.
pub(crate) fn go_file(line: &str) -> Option<&str> {
    let text = line.strip_prefix('\t')?;
    let (path, _) = split_location(text)?;
    place::has_ending(path, "go").then_some(path)
}

/// The function on the line above a Go file line.
pub(crate) fn go_function(line: &str) -> &str {
    let text = line.strip_prefix("created by ").unwrap_or(line);
    let text = text.split(" in goroutine").next().unwrap_or(text);
    // `example.com/ledger.(*Account).Owner(...)`: the arguments are in the last brackets.
    match text.strip_suffix(')') {
        Some(_) => text.rfind('(').and_then(|open| text.get(..open)).unwrap_or(text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, anchor: &str, place: Place) {
        let frame = of_line(line).unwrap_or_else(|| panic!("no frame: {line}"));
        assert_eq!((frame.anchor().as_str(), frame.place), (anchor, place), "{line}");
    }

    #[test]
    fn frames_of_many_languages() {
        use Place::{Code, Foreign, Test};
        check("\tat com.acme.billing.Invoices.store(Invoices.java:41)", "Invoices.store", Code);
        check("\tat java.base/java.util.ArrayList.get(ArrayList.java:427)", "ArrayList.get", Foreign);
        check("\tat app//com.acme.CartTest.adds(CartTest.kt:9)", "CartTest.adds", Test);
        check("    at Pool.take (/app/src/pool.js:29:11)", "Pool.take", Code);
        check("    at async Object.load [as run] (file:///app/src/pool.mjs:29:11)", "pool.mjs load", Code);
        check("    at /app/src/pool.js:29:11", "pool.js", Code);
        check("    at Object.<anonymous> (/app/__tests__/pool.test.js:1:1)", "pool.test.js Object", Test);
        check(
            "    at processTicksAndRejections (node:internal/process/task_queues:95:5)",
            "task_queues processTicksAndRejections",
            Foreign,
        );
        check("   at Acme.Shop.Cart.Total(Int32 count) in /src/Cart.cs:line 12", "Cart.Total", Code);
        check("  File \"/app/shop/cart.py\", line 3, in total", "cart.py total", Code);
        check("     # ./app/models/cart.rb:12:in `total'", "cart.rb total", Code);
        check("test/cart_test.rb:4:in 'block in <class:CartTest>'", "cart_test.rb <class:CartTest>", Test);
        check(" ❯ total src/cart.ts:12:5", "cart.ts total", Code);
        check(" ❯ tests/cart.test.ts:12:5", "cart.test.ts", Test);
        check("#0 /app/src/Cart.php(12): App\\Cart->total()", "Cart.php App\\Cart->total", Code);
        check("(shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.total/1", "Cart.total", Code);
        check("(ecto_sql 3.12.0) lib/ecto/sql.ex:7: Ecto.SQL.run/2", "SQL.run", Foreign);
        check("test/cart_test.exs:4: (test)", "cart_test.exs (test)", Test);
        check("/app/tests/CartTest.php:31", "CartTest.php", Test);
        check("  12: shop::cart::total", "cart::total", Code);
        check("   3: core::panicking::panic_fmt", "panicking::panic_fmt", Foreign);
        check("    #3 0x55d0 in total /app/cart.cc:12:3", "cart.cc total", Code);
    }

    #[test]
    fn what_is_no_frame() {
        for line in [
            "",
            "expected 3 at most",
            "at 10:30 it stopped",
            "Error: x",
            "https://a.b/c:80",
            "12: not a name",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }

    #[test]
    fn go_names_functions_on_the_line_above() {
        assert_eq!(
            go_file("\t/home/circleci/project/posting/posting.go:24 +0x1b"),
            Some("/home/circleci/project/posting/posting.go")
        );
        let name = go_function("example.com/acme/posting.(*Account).Owner(...)");
        assert_eq!(name, "example.com/acme/posting.(*Account).Owner");
    }
}
