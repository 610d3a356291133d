//! A page whose content is all there: headings, sentences, figures, tables and trends.
//!
//! Pages that a reader only reads are written by the generator as a sheet. The dashboard, the page without scripts and
//! whoever else shows a report have one thing to draw, not one for every page, and all of them show the same figures.

mod building;
mod charts;

use serde::{Deserialize, Serialize};

use super::Sentence;

pub use charts::{ChartChange, ChartPoint, ChartTarget, TimelineChart, TrendChart};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// What stands on the line above the sentence, from left to right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eyebrow: Vec<Words>,
    /// The sentence that answers the page's question.
    pub says: Sentence,
    /// What the sentence rests on, in paragraphs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Words>,
    /// What follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Further pages by their ids: those of one cluster each, or other views of this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<(String, Sheet)>,
}

impl Sheet {
    /// The further page with this id.
    pub fn page(&self, id: &str) -> Option<&Self> {
        self.pages.iter().find(|(page, _)| page == id).map(|(_, sheet)| sheet)
    }

    /// In which of `count` shards the page with this id is, where there are too many pages for one shard.
    pub fn shard_of(id: &str, count: usize) -> usize {
        let sum = id.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        sum as usize % count.max(1)
    }
}

/// A part of a sheet that is as wide as the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// Figures side by side, four at most.
    Stats(Vec<Stat>),
    /// Columns whose spans add up to twelve in each row.
    Grid(Vec<GridColumn>),
}

/// A figure with what it is compared to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Stat {
    /// What it is.
    pub label: String,
    /// The figure without its unit; `None` when it is not known.
    pub value: Option<String>,
    /// The unit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What it is compared to.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub compared: Words,
}

/// Panels one below the other.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GridColumn {
    /// How many of twelve columns it takes.
    pub span: u8,
    /// Its panels.
    pub panels: Vec<SheetPanel>,
}

/// A panel: a heading and what it is the heading of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetPanel {
    /// The heading.
    pub title: String,
    /// One line that says what the content shows.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub say: Words,
    /// A link beside the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Word>,
    /// What is in it.
    pub content: Vec<Content>,
}

/// Something in a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// A paragraph.
    Text(Words),
    /// A list.
    List(Vec<SheetCell>),
    /// A table.
    Table(Table),
    /// A measure over runs.
    Trend(TrendChart),
    /// Who worked when.
    Timeline(TimelineChart),
    /// Text to be copied: commands, configuration.
    Code(String),
    /// Something that is folded away.
    Fold(Fold),
}

/// Something that is folded away.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fold {
    /// What stands there as long as it is.
    pub summary: Words,
    /// What is folded away.
    pub content: Vec<Content>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// The columns.
    pub columns: Vec<TableColumn>,
    /// The rows: a cell for every column.
    pub rows: Vec<Vec<SheetCell>>,
    /// How many rows are shown until the reader asks for all; 0 shows all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub first: u32,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableColumn {
    /// The heading.
    pub title: String,
    /// What is in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: ColumnKind,
    /// Whether a narrow screen can do without it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub wide: bool,
}

/// What a column holds, which says how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Text.
    #[default]
    Text,
    /// What the row is about: the row's heading.
    Head,
    /// Numbers, set to the right.
    Number,
    /// Identifiers, paths, commands.
    Mono,
    /// Bars, which take the room that is left.
    Bar,
}

/// A cell of a table, or an item of a list.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetCell {
    /// An icon with its word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// The text.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub words: Words,
    /// A second, quieter line.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub sub: Words,
    /// A bar that fills this share, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<f64>,
    /// A small line over the last runs, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spark: Vec<Option<f64>>,
    /// Outcomes of the last runs, oldest first, as in the test index.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub strip: String,
    /// What is told only when the reader asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fold: Option<Box<Fold>>,
}

/// What an icon says; it always stands with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It passed, holds or is done.
    Passed,
    /// It failed, is missed or was lost.
    Failed,
    /// It could not be run.
    Errored,
    /// It was left out.
    Skipped,
    /// It comes and goes.
    Flaky,
    /// Something to look at.
    Warning,
    /// Nothing is known, or nothing can be said.
    Unknown,
    /// It is still to be done.
    Open,
}

/// Text in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub Vec<Word>);

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Word {
    /// The text.
    pub text: String,
    /// How it is said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tone: Tone,
    /// Where it leads: a page of the report (`#/...`) or an address on the web. Anything else is shown as text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
}

/// How a part of a text is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// As text.
    #[default]
    Plain,
    /// As what matters here.
    Strong,
    /// As an aside.
    Quiet,
    /// As an identifier, a path or a command.
    Code,
    /// As the id of a test: what is before the last `::`, and its name below.
    Test,
    /// As a part of a text that differs from one to the next.
    Varies,
    /// As something that is not known.
    Unknown,
    /// As good news.
    Good,
    /// As bad news.
    Bad,
    /// As a label.
    Tag,
    /// As a label of what is worked on now.
    TagNow,
    /// As a label of what is new and bad.
    TagNew,
}
