//! Addresses of a published report.

use report_model::Route;

/// Where a report is published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// The address of the folder or of the single file; `None` when nobody told.
    site: Option<String>,
}

impl Links {
    /// Links into the report at this address. What is not an address on the web makes no links.
    pub fn to_site(address: Option<&str>) -> Self {
        let is_web = |address: &&str| address.starts_with("https://") || address.starts_with("http://");
        let site = address.map(str::trim).filter(is_web).map(|address| {
            let address = address.split(['#', '?']).next().unwrap_or(address);
            let is_page = address.to_ascii_lowercase().ends_with(".html") || address.ends_with('/');
            if is_page { address.to_owned() } else { format!("{address}/") }
        });
        Self { site }
    }

    /// The address of a page.
    pub fn page(&self, route: &Route) -> Option<String> {
        self.site.as_ref().map(|site| format!("{site}{route}"))
    }

    /// The address of a file of the report's folder, such as a badge.
    pub fn file(&self, path: &str) -> Option<String> {
        let site = self.site.as_ref()?;
        let folder = site.rsplit_once('/').map_or(site.as_str(), |(folder, _)| folder);
        Some(format!("{folder}/{path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_below_the_site() {
        let page = |site| Links::to_site(Some(site)).page(&Route::Runtime);
        assert_eq!(page("https://a.example/x").as_deref(), Some("https://a.example/x/#/runtime"));
        assert_eq!(page("https://a.example/x/?y#z").as_deref(), Some("https://a.example/x/#/runtime"));
        assert_eq!(page("https://a.example/r.html").as_deref(), Some("https://a.example/r.html#/runtime"));
        assert_eq!(page("javascript:alert(1)"), None);
        let links = Links::to_site(Some("https://a.example/x"));
        assert_eq!(links.file("badges/tests.svg").as_deref(), Some("https://a.example/x/badges/tests.svg"));
        assert_eq!(Links::default().page(&Route::Overview), None);
    }
}
