//! Rows and columns, and the formats they are written in.

use serde_json::{Map, Number, Value};

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Count(u64),
    /// Any number.
    Number(f64),
    /// Nothing is known; an empty field, and `null` in JSON.
    Unknown,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Unknown => String::new(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone()),
            Self::Count(count) => Value::from(*count),
            Self::Number(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Self::Unknown => Value::Null,
        }
    }
}

/// Rows with the same columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the columns are called.
    pub columns: &'static [&'static str],
    /// The rows; each has a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The formats that every table can be written in.
    pub const FORMATS: &'static [&'static str] = &["tsv", "csv", "json"];

    /// An empty table.
    pub const fn new(columns: &'static [&'static str]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// The table in one of [`FORMATS`](Self::FORMATS).
    pub fn write(&self, format: &str) -> String {
        match format {
            "json" => self.json(),
            "csv" => self.lines(",", csv_field),
            _ => self.lines("\t", |text| text.replace(['\t', '\n', '\r'], " ")),
        }
    }

    fn lines(&self, separator: &str, field: impl Fn(&str) -> String) -> String {
        let mut text = self.columns.join(separator);
        text.push('\n');
        for row in &self.rows {
            let fields: Vec<String> = row.iter().map(|cell| field(&cell.text())).collect();
            text.push_str(&fields.join(separator));
            text.push('\n');
        }
        text
    }

    /// One object a line, so that the output can be compared line by line and still is one JSON value.
    fn json(&self) -> String {
        let rows: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                let object: Map<String, Value> = self
                    .columns
                    .iter()
                    .map(|name| (*name).to_owned())
                    .zip(row.iter().map(Cell::json))
                    .collect();
                format!("  {}", Value::Object(object))
            })
            .collect();
        if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
    }
}

/// Quotes as RFC 4180 has them. A field that a spreadsheet would take for a formula is kept from being one.
fn csv_field(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '@']) || (text.starts_with('-') && text.parse::<f64>().is_err());
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            columns: &["id", "count", "share"],
            rows: vec![
                vec!["a,\"b\"\tc".into(), 3u64.into(), 0.5.into()],
                vec!["=1+1".into(), Cell::Unknown, Cell::Number(f64::NAN)],
            ],
        }
    }

    #[test]
    fn every_format_keeps_the_fields_apart() {
        assert_eq!(table().write("tsv"), "id\tcount\tshare\na,\"b\" c\t3\t0.5\n=1+1\t\tNaN\n");
        assert_eq!(table().write("csv"), "id,count,share\n\"a,\"\"b\"\"\tc\",3,0.5\n'=1+1,,NaN\n");
    }

    #[test]
    fn json_is_one_array_of_objects() {
        let value: Value = serde_json::from_str(&table().write("json")).unwrap();
        assert_eq!(value[0]["id"], "a,\"b\"\tc");
        assert_eq!((&value[0]["count"], &value[1]["count"]), (&Value::from(3), &Value::Null));
        assert_eq!(Table::new(&["a"]).write("json"), "[]\n");
    }
}
