//! `index.html`: the dashboard's page with the report's title and a policy that lets it reach nothing else.

use crate::digest;

/// Text as it stands between tags or in an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // These could make a title read as another one.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The page for a folder: title, policy and the link to the page without scripts added, everything else as it was
/// built.
pub(super) fn for_folder(html: &str, title: &str, static_page: Option<&str>) -> String {
    let mut html = with_title(html, title);
    if let Some(page) = static_page {
        let link = format!("<p><a href=\"{page}\">The same report without scripts</a></p></noscript>");
        html = html.replacen("</noscript>", &link, 1);
    }
    let hashes: String = scripts(&html)
        .into_iter()
        .filter(|script| !script.attributes.contains("src=") && is_code(script.attributes))
        .flat_map(|script| [" ".to_owned(), digest::of_script(script.content)])
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
    );
    with_policy(&html, &policy)
}

/// Sets the title. The tab shows the report's name before the dashboard is there.
pub(super) fn with_title(html: &str, title: &str) -> String {
    let title =
        if title.is_empty() { "Phaseline".to_owned() } else { format!("{} · Phaseline", escape(title)) };
    match (html.find("<title>"), html.find("</title>")) {
        (Some(start), Some(end)) if start < end => {
            let (head, tail) = (html.get(..start).unwrap_or_default(), html.get(end..).unwrap_or_default());
            format!("{head}<title>{title}{tail}")
        }
        _ => html.to_owned(),
    }
}

/// Puts a content security policy before anything that it could forbid.
pub(super) fn with_policy(html: &str, policy: &str) -> String {
    let meta = format!("\n    <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
    // The character set must stand within the first 1,024 bytes, so it stays first.
    let after =
        ["<meta charset=\"utf-8\" />", "<meta charset=\"utf-8\"/>", "<meta charset=\"utf-8\">", "<head>"];
    for mark in after {
        if let Some(start) = html.find(mark) {
            let (head, tail) = html.split_at(start + mark.len());
            return format!("{head}{meta}{tail}");
        }
    }
    format!("{meta}{html}")
}

/// A `<script>` element of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Script<'a> {
    /// The whole element.
    pub element: &'a str,
    /// What stands in its start tag after the name.
    pub attributes: &'a str,
    /// What stands in it.
    pub content: &'a str,
}

/// The script elements of a page that we wrote ourselves: no `>` within attributes, no `</script` within scripts.
pub(super) fn scripts(html: &str) -> Vec<Script<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((attributes, body)) = after.split_once('>') else { break };
        let Some((content, tail)) = body.split_once("</script>") else { break };
        let length = after.len() - tail.len() + "<script".len();
        let start = rest.len() - after.len() - "<script".len();
        let element = rest.get(start..start + length).unwrap_or_default();
        found.push(Script { element, attributes, content });
        rest = tail;
    }
    found
}

/// Whether a browser runs a script with these attributes.
fn is_code(attributes: &str) -> bool {
    !attributes.contains("type=") || attributes.contains("module") || attributes.contains("text/javascript")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><meta charset=\"utf-8\" /><title>x</title><script>a < 1;</script>\
        <script type=\"module\" nonce=\"\">b()</script><script type=\"application/json\">{}</script></head></html>";

    #[test]
    fn the_policy_names_every_inline_script() {
        let page = for_folder(PAGE, "Tests <of> \"x\"", None);
        assert!(page.contains("<title>Tests &lt;of&gt; &quot;x&quot; · Phaseline</title>"));
        assert_eq!(page.matches("'sha256-").count(), 2);
        assert!(page.contains(&digest::of_script("a < 1;")));
        assert!(page.find("Content-Security-Policy") < page.find("<title>"));
    }

    #[test]
    fn scripts_are_found_whole() {
        let all = scripts(PAGE);
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].element, "<script>a < 1;</script>");
        assert_eq!(all[1].attributes.trim(), "type=\"module\" nonce=\"\"");
        assert_eq!(all[2].content, "{}");
    }

    #[test]
    fn nothing_in_a_title_is_markup() {
        assert_eq!(escape("</title><script>\u{202e}\u{7}"), "&lt;/title&gt;&lt;script&gt; ");
    }
}
