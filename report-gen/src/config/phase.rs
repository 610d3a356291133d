//! `[[phase]]`: a step of the plan with its target bands.

use std::fmt;

use report_analysis::categories::builtin::BUILT_IN;
use report_model::plan::{Band, Phase, Targets};
use report_model::{Location, Timestamp, WrittenStatus};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use toml::Spanned;

use super::source::SourceText;
use crate::error::Error;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhaseTable {
    pub(super) id: String,
    #[serde(default)]
    title: String,
    passing: Option<Spanned<BandValue>>,
    pass_rate: Option<Spanned<BandValue>>,
    line_coverage: Option<Spanned<BandValue>>,
    branch_coverage: Option<Spanned<BandValue>>,
    failing: Option<Spanned<BandValue>>,
    #[serde(default)]
    failing_of: std::collections::BTreeMap<String, Spanned<BandValue>>,
    effort: Option<String>,
    status: Option<WrittenStatus>,
    due: Option<Spanned<toml::value::Datetime>>,
    #[serde(default)]
    categories: Vec<Spanned<String>>,
}

/// A target: `65`, or `[68, 70]`.
pub(super) struct BandValue(Band);

impl<'de> Deserialize<'de> for BandValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BandVisitor;
        impl<'de> Visitor<'de> for BandVisitor {
            type Value = BandValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, or two such as [68, 70]")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<BandValue, E> {
                self.visit_f64(value as f64)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<BandValue, E> {
                Ok(BandValue(Band::exactly(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<BandValue, A::Error> {
                let missing = |count| de::Error::invalid_length(count, &self);
                let low = values.next_element()?.ok_or_else(|| missing(0))?;
                let high = values.next_element()?.ok_or_else(|| missing(1))?;
                if values.next_element::<f64>()?.is_some() {
                    return Err(missing(3));
                }
                Ok(BandValue(Band { low, high }))
            }
        }
        deserializer.deserialize_any(BandVisitor)
    }
}

impl SourceText<'_> {
    pub(super) fn phase(&self, phase: &Spanned<PhaseTable>, categories: &[&str]) -> Result<Phase, Error> {
        let table = phase.get_ref();
        for category in &table.categories {
            if BUILT_IN.iter().all(|built_in| built_in.id != category.get_ref()) {
                self.known(category, "category", categories, "[[category]]")?;
            }
        }
        let due = table.due.as_ref().map(|due| self.moment(due)).transpose()?;
        let line = u32::try_from(self.place(phase.span().start).0).ok();
        Ok(Phase {
            id: table.id.clone(),
            title: table.title.clone(),
            targets: Targets {
                passing: self.band(table.passing.as_ref(), f64::INFINITY)?,
                pass_rate: self.band(table.pass_rate.as_ref(), 100.0)?,
                line_coverage: self.band(table.line_coverage.as_ref(), 100.0)?,
                branch_coverage: self.band(table.branch_coverage.as_ref(), 100.0)?,
                failing: self.band(table.failing.as_ref(), f64::INFINITY)?,
                failing_of: self.failing_of(table)?,
            },
            effort: table.effort.clone(),
            status: table.status,
            due,
            categories: table.categories.iter().map(|category| category.get_ref().clone()).collect(),
            source: Some(Location { line, ..Location::file(self.name) }),
            ..Phase::default()
        })
    }

    fn failing_of(&self, table: &PhaseTable) -> Result<Vec<(String, Band)>, Error> {
        let mut bands = Vec::new();
        for (category, value) in &table.failing_of {
            if let Some(band) = self.band(Some(value), f64::INFINITY)? {
                bands.push((category.clone(), band));
            }
        }
        Ok(bands)
    }

    pub(super) fn band(&self, value: Option<&Spanned<BandValue>>, most: f64) -> Result<Option<Band>, Error> {
        let Some(value) = value else { return Ok(None) };
        let band = value.get_ref().0;
        let problem = if !(band.low.is_finite() && band.high.is_finite()) {
            "this is no number that can be reached".to_owned()
        } else if band.low > band.high {
            format!("{} is more than {}", band.low, band.high)
        } else if band.low < 0.0 {
            "a target cannot be negative".to_owned()
        } else if band.high > most {
            format!("a share cannot be more than {most} %")
        } else {
            return Ok(Some(band));
        };
        Err(self.wrong(
            &problem,
            value.span(),
            Some("write one number, or the least and the most: [68, 70]".into()),
        ))
    }

    fn moment(&self, due: &Spanned<toml::value::Datetime>) -> Result<Timestamp, Error> {
        let text = due.get_ref().to_string();
        // A date alone is its first moment in UTC.
        let full = if text.contains('T') || text.contains(' ') { text } else { format!("{text}T00:00:00Z") };
        Timestamp::parse(&full)
            .ok_or_else(|| self.wrong("is no date", due.span(), Some("write 2026-02-08".to_owned())))
    }
}
