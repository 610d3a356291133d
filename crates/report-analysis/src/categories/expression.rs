//! Regular expressions of rules.
//!
//! Where reports are made they run in linear time on any text. In the browser, where one person tries one rule on the
//! failures of one report, the browser's own do: another engine would be a twentieth of what every reader downloads.

#[cfg(not(target_arch = "wasm32"))]
mod engine {
    use regex_lite::{Regex, RegexBuilder};

    /// How much memory a compiled expression may take; together with its length it bounds the time for a text, for the
    /// engine never goes back.
    const SIZE_BYTES: usize = 64 * 1024;

    /// An expression.
    #[derive(Debug, Clone)]
    pub(in crate::categories) struct Expression(Regex);

    impl Expression {
        /// Reads an expression; the error says what is wrong with it.
        pub(in crate::categories) fn parse(source: &str) -> Result<Self, String> {
            let built = RegexBuilder::new(source).size_limit(SIZE_BYTES).build();
            built.map(Self).map_err(|error| error.to_string())
        }

        /// Whether it is found anywhere in a text.
        pub(in crate::categories) fn is_in(&self, text: &str) -> bool {
            self.0.is_match(text)
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod engine {
    use js_sys::{Array, Function, Object, Reflect, RegExp};
    use wasm_bindgen::{JsCast, JsValue};

    /// An expression.
    #[derive(Debug, Clone)]
    pub(in crate::categories) struct Expression(RegExp);

    impl Expression {
        /// Reads an expression; the error says what is wrong with it.
        pub(in crate::categories) fn parse(source: &str) -> Result<Self, String> {
            let (source, flags) = translated(source);
            let built = Reflect::get(&js_sys::global(), &"RegExp".into())
                .and_then(JsCast::dyn_into::<Function>)
                .and_then(|class| Reflect::construct(&class, &Array::of2(&source.into(), &flags.into())));
            // The browser refuses what it cannot read with an error, which becomes a value here.
            let said = |error: JsValue| {
                error
                    .dyn_into::<Object>()
                    .map_or_else(|_| String::new(), |error| String::from(error.to_string()))
            };
            built.map(|built| Self(built.unchecked_into())).map_err(said)
        }

        /// Whether it is found anywhere in a text.
        pub(in crate::categories) fn is_in(&self, text: &str) -> bool {
            self.0.test(text)
        }
    }

    /// What both engines know but write in another way.
    fn translated(source: &str) -> (String, String) {
        let mut flags = String::from("u");
        let flagged = source.strip_prefix("(?").and_then(|rest| rest.split_once(')'));
        let is_flag = |letter: char| matches!(letter, 'i' | 'm' | 's');
        let source = match flagged {
            Some((letters, rest)) if !letters.is_empty() && letters.chars().all(is_flag) => {
                flags.push_str(letters);
                rest
            }
            _ => source,
        };
        (source.replace("(?P<", "(?<").replace("\\A", "^").replace("\\z", "$"), flags)
    }
}

pub(super) use engine::Expression;
