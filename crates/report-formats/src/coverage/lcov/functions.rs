//! The functions of a record, in the spelling of every version.

use report_model::run::Function;

use super::Reader;

impl<'a> Reader<'a> {
    /// `start[,end],name`
    pub(super) fn function(&mut self, text: &'a str, at: usize) {
        let parsed = text.split_once(',').and_then(|(line, rest)| {
            let name = match rest.split_once(',') {
                Some((end, name)) if !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()) => name,
                _ => rest,
            };
            Some((line.trim().parse().ok()?, name))
        });
        let Some((line, name)) = parsed else {
            self.odd.hit(at);
            return;
        };
        self.push_function(Some(line), name, 0);
    }

    /// `hits,name`; the name may hold commas.
    pub(super) fn function_hits(&mut self, text: &'a str, at: usize) {
        let Some((hits, name)) = text.split_once(',') else {
            self.odd.hit(at);
            return;
        };
        let Some(hits) = self.count(hits, at) else { return };
        let Some(record) = &mut self.record else { return };
        let Some(functions) = self.files.get(record.file).and_then(|file| file.functions.as_mut()) else {
            self.push_function(None, name, hits);
            return;
        };
        // The counts mostly follow in the order of the functions.
        let names = &record.functions;
        let number = match names.get(record.next_function) {
            Some(next) if *next == name => Some(record.next_function),
            _ => {
                let by_name = record.by_name.get_or_insert_with(|| {
                    names.iter().enumerate().map(|(number, name)| (*name, number)).collect()
                });
                by_name.get(name).copied()
            }
        };
        match number.and_then(|number| functions.get_mut(number)) {
            Some(function) => {
                function.hits = function.hits.saturating_add(hits);
                record.next_function = number.map_or(0, |number| number + 1);
            }
            None => self.push_function(None, name, hits),
        }
    }

    /// `index,start[,end]`
    pub(super) fn function_line(&mut self, text: &'a str, at: usize) {
        let parsed = text.split_once(',').and_then(|(index, rest)| {
            let line = rest.split(',').next()?.trim().parse().ok()?;
            Some((index, line))
        });
        match (parsed, &mut self.record) {
            (Some((index, line)), Some(record)) => {
                record.function_lines.insert(index, line);
            }
            _ => self.odd.hit(at),
        }
    }

    /// `index,hits,name`
    pub(super) fn function_alias(&mut self, text: &'a str, at: usize) {
        let mut fields = text.splitn(3, ',');
        let (Some(index), Some(hits), Some(name)) = (fields.next(), fields.next(), fields.next()) else {
            self.odd.hit(at);
            return;
        };
        let Some(hits) = self.count(hits, at) else { return };
        let line = self.record.as_ref().and_then(|record| record.function_lines.get(index).copied());
        self.push_function(line, name, hits);
    }

    fn push_function(&mut self, line: Option<u32>, name: &'a str, hits: u64) {
        let Some(record) = &mut self.record else { return };
        if let Some(file) = self.files.get(record.file) {
            let functions = file.functions.get_or_insert_default();
            if let Some(by_name) = &mut record.by_name {
                by_name.insert(name, functions.len());
            }
            record.functions.push(name);
            functions.push(Function { line, name: name.to_owned(), hits });
            self.files.has_functions = true;
        }
    }
}
