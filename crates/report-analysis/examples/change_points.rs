//! Finds change points in series given as text: each line of the standard input is an id, a tab, and durations in
//! seconds with blanks between, `-` where there is none. Prints `test_id`, `run` and `factor`.
#![expect(clippy::print_stdout, reason = "an example program prints")]

use std::io::BufRead as _;

use report_analysis::change_point::shape;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("test_id\trun\tfactor");
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (id, values) = line.split_once('\t').unwrap_or((&line, ""));
        let values: Vec<Option<f64>> = values.split(' ').map(|value| value.parse().ok()).collect();
        for step in shape(&values).steps {
            println!("{id}\t{}\t{:.3}", step.at + 1, step.factor());
        }
    }
    Ok(())
}
