//! What each mark is, and how the page's style sheet paints it.
//!
//! The plotting library knows colours, the page knows themes. Every [`Role`] therefore has a *sentinel*: a fixed
//! colour that no theme uses and that stands in the library's output for the role. [`crate::canvas`] finds the
//! sentinel there and puts in its place a class of the chart style sheet or a custom property of the theme, so that
//! a chart changes with the theme without being drawn again.

use plotters::style::RGBColor;

/// The part a mark plays in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Grid,
    Axis,
    Line,
    SparkLine,
    SparkDot,
    PlannedLine,
    Forecast,
    Fan,
    Band,
    BandNow,
    BandEdge,
    BandNowEdge,
    Budget,
    Level,
    Ring,
    ForecastRing,
    Change,
    ChangeMark,
    Track,
    Bar,
    Bad,
    Neutral,
    MetTick,
    LostTick,
    Needed,
    TrackRing,
    Planned,
    PlannedNow,
    Passed,
    Failed,
    Errored,
    Skipped,
    FlakyFrame,
    Flaky,
    Absent,
    Heat1,
    Heat2,
    Heat3,
    Heat4,
    TargetTick,
    Short,
    Lane,
    LaneNow,
    Idle,
    Best,
}

impl Role {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 45] = [
        Self::Grid,
        Self::Axis,
        Self::Line,
        Self::SparkLine,
        Self::SparkDot,
        Self::PlannedLine,
        Self::Forecast,
        Self::Fan,
        Self::Band,
        Self::BandNow,
        Self::BandEdge,
        Self::BandNowEdge,
        Self::Budget,
        Self::Level,
        Self::Ring,
        Self::ForecastRing,
        Self::Change,
        Self::ChangeMark,
        Self::Track,
        Self::Bar,
        Self::Bad,
        Self::Neutral,
        Self::MetTick,
        Self::LostTick,
        Self::Needed,
        Self::TrackRing,
        Self::Planned,
        Self::PlannedNow,
        Self::Passed,
        Self::Failed,
        Self::Errored,
        Self::Skipped,
        Self::FlakyFrame,
        Self::Flaky,
        Self::Absent,
        Self::Heat1,
        Self::Heat2,
        Self::Heat3,
        Self::Heat4,
        Self::TargetTick,
        Self::Short,
        Self::Lane,
        Self::LaneNow,
        Self::Idle,
        Self::Best,
    ];

    /// The colour that stands for this role in the library's output.
    pub(crate) const fn sentinel(self) -> RGBColor {
        RGBColor(0xfa, 0xce, self as u8)
    }

    /// The sentinel as the library writes it into an attribute.
    pub(crate) fn sentinel_text(self) -> [u8; 7] {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let number = usize::from(self as u8);
        let digit = |value: usize| DIGITS.get(value & 15).copied().unwrap_or(b'0');
        [b'#', b'F', b'A', b'C', b'E', digit(number >> 4), digit(number)]
    }

    /// What is written in place of the sentinel: a class where the chart style sheet has one, paint by the theme's
    /// custom properties where it needs none.
    pub(crate) const fn attributes(self) -> &'static str {
        match self {
            Self::Grid => r#"class="g""#,
            Self::Axis => r#"class="ax""#,
            Self::Line => r#"class="ln""#,
            Self::SparkLine => {
                r#"fill="none" stroke="var(--accent)" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round""#
            }
            Self::SparkDot => r#"fill="var(--accent)""#,
            Self::PlannedLine => r#"class="ln2" stroke-dasharray="5 3""#,
            Self::Forecast => r#"class="fc""#,
            Self::Fan => r#"class="fan""#,
            Self::Band => r#"class="bd""#,
            Self::BandNow => r#"class="bdn""#,
            Self::BandEdge => r#"class="bde""#,
            Self::BandNowEdge => r#"class="bdne""#,
            Self::Budget => r#"class="bde" stroke-dasharray="6 3""#,
            Self::Level => {
                r#"stroke="var(--text-3)" stroke-width="1.25" stroke-dasharray="1 3" stroke-linecap="round""#
            }
            Self::Ring => r#"class="now""#,
            Self::ForecastRing => {
                r#"fill="var(--surface)" stroke="var(--accent)" stroke-width="1.5" stroke-dasharray="2 2""#
            }
            Self::Change => r#"class="cp""#,
            Self::ChangeMark => r#"fill="var(--flaky)" stroke="var(--surface)" stroke-width="1.5""#,
            Self::Track => r#"fill="var(--sunken)""#,
            Self::Bar => r#"fill="var(--bar)""#,
            Self::Bad | Self::Failed => r#"fill="var(--fail-mark)""#,
            Self::Neutral => r#"fill="var(--line-strong)""#,
            Self::MetTick => r#"stroke="var(--pass)" stroke-width="2""#,
            Self::LostTick => r#"stroke="var(--fail)" stroke-width="2""#,
            Self::Needed => {
                r#"stroke="var(--accent)" stroke-width="2" stroke-dasharray="2 4" stroke-linecap="round""#
            }
            Self::TrackRing => r#"fill="var(--surface)" stroke="var(--accent)" stroke-width="3""#,
            Self::Planned => r#"fill="var(--band)" stroke="var(--band-edge)""#,
            Self::PlannedNow | Self::LaneNow => r#"fill="var(--band-now)" stroke="var(--accent)""#,
            Self::Passed => r#"fill="var(--pass-mark)""#,
            Self::Errored => r#"fill="var(--error)""#,
            Self::Skipped => r#"fill="var(--skip)""#,
            Self::FlakyFrame => r#"fill="none" stroke="var(--flaky)""#,
            Self::Flaky => r#"fill="var(--flaky)""#,
            Self::Absent => r#"fill="var(--text-3)""#,
            Self::Heat1 => r#"fill="var(--heat-1)""#,
            Self::Heat2 => r#"fill="var(--heat-2)""#,
            Self::Heat3 => r#"fill="var(--heat-3)""#,
            Self::Heat4 => r#"fill="var(--heat-4)""#,
            Self::TargetTick => r#"stroke="var(--text)" stroke-width="2""#,
            Self::Short => r#"fill="var(--band-now)""#,
            Self::Lane => r#"fill="var(--band)""#,
            Self::Idle => r#"fill="var(--surface)" stroke="var(--line-strong)" stroke-dasharray="2 3""#,
            Self::Best => r#"stroke="var(--accent)" stroke-width="1.5""#,
        }
    }
}

/// How a text is set: one class of the chart style sheet each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Labels of axes and ticks.
    Quiet,
    /// Supporting labels.
    Label,
    /// Figures and names, bold.
    Strong,
    /// What belongs to the phase that is worked on, bold.
    Accent,
    /// Change points, bold.
    Warning,
    /// Bad news, bold.
    Fail,
    /// Good news, bold.
    Pass,
    /// Identifiers.
    Mono,
    /// Figures on a filled bar, bold.
    OnBar,
    /// Names on the two pale steps of the treemap.
    OnHeat,
    /// Names on the third step of the treemap.
    OnHeat3,
    /// Names on the strongest step of the treemap.
    OnHeat4,
}

impl Tone {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Quiet => "",
            Self::Label => "l",
            Self::Strong => "s",
            Self::Accent => "a",
            Self::Warning => "w",
            Self::Fail => "f",
            Self::Pass => "p",
            Self::Mono => "m",
            Self::OnBar => "ob",
            Self::OnHeat => "h1",
            Self::OnHeat3 => "h3",
            Self::OnHeat4 => "h4",
        }
    }

    pub(crate) const fn is_bold(self) -> bool {
        matches!(self, Self::Strong | Self::Accent | Self::Warning | Self::Fail | Self::Pass | Self::OnBar)
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn every_role_has_its_own_sentinel() {
        for (index, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, index, "{role:?} is missing in ALL or out of order");
            let RGBColor(r, g, b) = role.sentinel();
            assert_eq!(format!("#{r:02X}{g:02X}{b:02X}").as_bytes(), role.sentinel_text());
        }
    }

    use plotters::style::RGBColor;

    #[test]
    fn no_role_brings_a_fixed_colour() {
        for role in Role::ALL {
            assert!(!role.attributes().contains('#'), "{role:?}");
        }
    }
}
