//! Writes the cluster and the built-in category of every failure in some JUnit files as TSV, for scoring against
//! labels: `group_failures FILE... > predicted.tsv`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example program reads files and prints"
)]

use std::path::Path;

use report_analysis::{History, analyze};
use report_formats::Artifact;
use report_model::plan::Plan;
use report_model::run::{Content, Run};

fn main() -> std::io::Result<()> {
    let mut run = Run::default();
    let mut file_of_case = Vec::new();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let read = report_formats::read(&Artifact::new(&path, &bytes), None);
        if let Content::Tests(tests) = read.document.content {
            let name = Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned());
            file_of_case.extend(std::iter::repeat_n(name.unwrap_or_default(), tests.cases.len()));
            run.tests.append(tests);
        }
    }
    let findings = analyze(&run, &History::default(), &Plan::default(), &[]);
    println!("artifact\ttest_id\tcategory\tcluster\ttitle");
    for failed in &findings.failures.of_case {
        let (Some((cluster, category)), Some(case)) =
            (findings.failures.of(failed.case), run.tests.cases.get(failed.case as usize))
        else {
            continue;
        };
        let file = file_of_case.get(failed.case as usize).map_or("", String::as_str);
        println!(
            "{file}\t{}\t{}\t{}\t{}",
            case.id(),
            category.id,
            cluster.id,
            cluster.title().replace(['\t', '\n'], " ")
        );
    }
    Ok(())
}
