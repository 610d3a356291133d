//! `export notices`: every problem that was found on the way.

use report_model::Severity;
use report_model::site::Ledger;

use super::{Cell, Exporter, Published, Table};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct NoticeTable;

impl Exporter for NoticeTable {
    fn name(&self) -> &'static str {
        "notices"
    }

    fn says(&self) -> &'static str {
        "every notice with its place, effect and hint"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let ledger: Ledger = site.optional(site.manifest.shards.ledger.as_ref())?;
        let mut table = Table::new(&["severity", "path", "line", "column", "message", "effect", "hint"]);
        for notice in &ledger.notices {
            let place = notice.location.as_ref();
            let severity = match notice.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            table.rows.push(vec![
                severity.into(),
                Cell::from(place.map(|place| place.path.as_str())),
                place.and_then(|place| place.line).map(u64::from).into(),
                place.and_then(|place| place.column).map(u64::from).into(),
                notice.message.as_str().into(),
                Cell::from(notice.effect.as_deref()),
                Cell::from(notice.hint.as_deref()),
            ]);
        }
        Ok(table.write(format))
    }
}
