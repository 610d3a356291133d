//! The same values as a table.

/// What a chart shows, for readers who want the figures: the same values in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChartTable {
    /// The headings.
    pub columns: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

/// What stands in a cell whose value is not known.
pub(crate) const UNKNOWN: &str = "–";

impl ChartTable {
    pub(crate) fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|name| (*name).to_owned()).collect(), rows: Vec::new() }
    }

    /// Leaves out the columns that say nothing in any row, but never the first.
    pub(crate) fn without_empty_columns(mut self) -> Self {
        let mut index = 0;
        let rows = &mut self.rows;
        self.columns.retain(|_| {
            let says_something = index == 0
                || rows.is_empty()
                || rows.iter().any(|row| row.get(index).is_some_and(|cell| !cell.is_empty()));
            if says_something {
                index += 1;
            } else {
                for row in rows.iter_mut().filter(|row| index < row.len()) {
                    row.remove(index);
                }
            }
            says_something
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::ChartTable;

    #[test]
    fn empty_columns_go() {
        let mut table = ChartTable::new(&["Run", "Date", "Value", "Note"]);
        table.rows.push(vec!["1".into(), String::new(), "5".into(), String::new()]);
        table.rows.push(vec!["2".into(), String::new(), "6".into(), "best".into()]);
        let table = table.without_empty_columns();
        assert_eq!(table.columns, ["Run", "Value", "Note"]);
        assert_eq!(table.rows, [["1", "5", ""], ["2", "6", "best"]]);
    }
}
