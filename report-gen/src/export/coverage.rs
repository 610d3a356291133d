//! `export coverage`: the coverage of every file; `export lcov` and `export cobertura`: line by line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use report_model::Ratio;
use report_model::site::{CoverageFiles, CoverageLines, FileLines};

use super::xml::escape;
use super::{Cell, Exporter, Published, Table};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct CoverageTable;

impl Exporter for CoverageTable {
    fn name(&self) -> &'static str {
        "coverage"
    }

    fn says(&self) -> &'static str {
        "lines and branches of every source file"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let files: CoverageFiles = site.optional(site.manifest.shards.coverage.as_ref())?;
        let mut table = Table::new(&[
            "path",
            "lines_covered",
            "lines_total",
            "branches_covered",
            "branches_total",
            "lines_covered_before",
            "lines_total_before",
            "missing",
        ]);
        for (row, path) in files.paths.iter().enumerate() {
            let branches = files.branches.get(row).copied().flatten();
            let before = files.before.get(row).copied().flatten();
            table.rows.push(vec![
                path.as_str().into(),
                files.covered.get(row).copied().into(),
                files.lines.get(row).copied().into(),
                branches.map(|ratio| ratio.part).into(),
                branches.map(|ratio| ratio.whole).into(),
                before.map(|ratio| ratio.part).into(),
                before.map(|ratio| ratio.whole).into(),
                Cell::from(files.missing.get(row).map(String::as_str)),
            ]);
        }
        Ok(table.write(format))
    }
}

#[derive(Debug)]
pub(super) struct Lcov;

impl Exporter for Lcov {
    fn name(&self) -> &'static str {
        "lcov"
    }

    fn says(&self) -> &'static str {
        "the merged coverage as an LCOV trace file"
    }

    fn formats(&self) -> &'static [&'static str] {
        &["info"]
    }

    fn export(&self, site: &Published, _: &str) -> Result<String, Error> {
        let coverage: CoverageLines = site.optional(site.manifest.shards.coverage_lines.as_ref())?;
        let mut out = String::new();
        for file in &coverage.files {
            lcov(&mut out, file);
        }
        Ok(out)
    }
}

/// Writing to a String cannot fail.
fn lcov(out: &mut String, file: &FileLines) {
    let one_line = |text: &str| text.replace(['\n', '\r'], " ");
    let _ = writeln!(out, "TN:\nSF:{}", one_line(&file.path));
    if let Some(functions) = &file.functions {
        for function in functions {
            let _ = writeln!(out, "FN:{},{}", function.line.unwrap_or(0), one_line(&function.name));
        }
        for function in functions {
            let _ = writeln!(out, "FNDA:{},{}", function.hits, one_line(&function.name));
        }
        let hit = functions.iter().filter(|function| function.hits > 0).count();
        let _ = writeln!(out, "FNF:{}\nFNH:{hit}", functions.len());
    }
    if let Some(branches) = &file.branches {
        for (line, block, way, hits) in branches {
            let _ = writeln!(out, "BRDA:{line},{block},{way},{hits}");
        }
        let taken = branches.iter().filter(|(_, _, _, hits)| *hits > 0).count();
        let _ = writeln!(out, "BRF:{}\nBRH:{taken}", branches.len());
    }
    for (line, hits) in file.lines() {
        let _ = writeln!(out, "DA:{line},{hits}");
    }
    let sums = file.sums();
    let _ = writeln!(out, "LF:{}\nLH:{}\nend_of_record", sums.whole, sums.part);
}

#[derive(Debug)]
pub(super) struct Cobertura;

impl Exporter for Cobertura {
    fn name(&self) -> &'static str {
        "cobertura"
    }

    fn says(&self) -> &'static str {
        "the merged coverage as Cobertura XML, which tells how many ways out of a condition were taken and not which"
    }

    fn formats(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn export(&self, site: &Published, _: &str) -> Result<String, Error> {
        let coverage: CoverageLines = site.optional(site.manifest.shards.coverage_lines.as_ref())?;
        let lines = coverage.files.iter().map(FileLines::sums).fold(Ratio::default(), |sum, one| sum + one);
        let millis = site.manifest.run.started_at.map_or(0, |moment| moment.0);
        let mut packages: BTreeMap<&str, Vec<&FileLines>> = BTreeMap::new();
        for file in &coverage.files {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            packages.entry(folder).or_default().push(file);
        }
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<coverage line-rate=\"{}\" lines-covered=\"{}\" lines-valid=\"{}\" \
             version=\"report-gen {}\" timestamp=\"{millis}\">\n<packages>\n",
            rate(lines),
            lines.part,
            lines.whole,
            env!("CARGO_PKG_VERSION")
        );
        for (folder, files) in packages {
            let _ = writeln!(out, "<package name=\"{}\">\n<classes>", escape(&folder.replace('/', ".")));
            for file in files {
                cobertura(&mut out, file);
            }
            out.push_str("</classes>\n</package>\n");
        }
        out.push_str("</packages>\n</coverage>\n");
        Ok(out)
    }
}

fn rate(ratio: Ratio) -> String {
    ratio.percent().map_or_else(|| "0".to_owned(), |percent| format!("{:.6}", percent / 100.0))
}

fn cobertura(out: &mut String, file: &FileLines) {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let _ = writeln!(
        out,
        "<class name=\"{}\" filename=\"{}\" line-rate=\"{}\">\n<methods>",
        escape(name),
        escape(&file.path),
        rate(file.sums())
    );
    for function in file.functions.iter().flatten() {
        let rate = u8::from(function.hits > 0);
        let _ = writeln!(
            out,
            "<method name=\"{}\" signature=\"\" line-rate=\"{rate}\"><lines><line number=\"{}\" hits=\"{}\"/></lines></method>",
            escape(&function.name),
            function.line.unwrap_or(0),
            function.hits
        );
    }
    out.push_str("</methods>\n<lines>\n");
    let mut ways: BTreeMap<u32, Ratio> = BTreeMap::new();
    for (line, _, _, hits) in file.branches.iter().flatten() {
        let ratio = ways.entry(*line).or_default();
        *ratio = *ratio + Ratio::new(u64::from(*hits > 0), 1);
    }
    for (line, hits) in file.lines() {
        let _ = match ways.get(&line) {
            Some(ratio) => writeln!(
                out,
                "<line number=\"{line}\" hits=\"{hits}\" branch=\"true\" condition-coverage=\"{:.0}% ({}/{})\"/>",
                ratio.percent().unwrap_or_default(),
                ratio.part,
                ratio.whole
            ),
            None => writeln!(out, "<line number=\"{line}\" hits=\"{hits}\"/>"),
        };
    }
    out.push_str("</lines>\n</class>\n");
}
