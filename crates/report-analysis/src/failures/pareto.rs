//! How much of all failures a few clusters hold.

use report_model::Ratio;
use report_model::site::{Cluster, Sentence};
use report_model::text::{self, count, counted};

/// The share that is worth a sentence.
const MOST: f64 = 70.0;

/// The fewest clusters that hold most of the failures, by size. Where many clusters of one or two tests hold them, it says that
/// no cause stands out.
pub(super) fn sentence(clusters: &[Cluster]) -> Sentence {
    let mut sizes: Vec<u64> = clusters.iter().map(Cluster::tests).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let total: u64 = sizes.iter().sum();
    let share = |part: u64| Ratio::new(part, total).percent().unwrap_or_default();
    let clusters_of = |number: usize| counted(number as u64, "cluster");
    match sizes.as_slice() {
        [] => return Sentence::default(),
        [_] => {
            return Sentence::from("One cluster holds ")
                .strong(format!("all {}", counted(total, "failure")))
                .then(".");
        }
        _ => {}
    }
    let mut held = 0;
    let few = sizes.iter().position(|size| {
        held += size;
        share(held) >= MOST
    });
    let few = few.map_or(sizes.len(), |at| at + 1);
    if few * 2 > sizes.len() {
        return Sentence::from("No cause stands out: ")
            .strong(format!("{} in {}", counted(total, "failure"), clusters_of(sizes.len())))
            .then(". The categories say more.");
    }
    let first = if few == 1 { "The first".to_owned() } else { format!("The first {}", count(few as u64)) };
    let verb = if few == 1 { "holds" } else { "hold" };
    Sentence::from(format!("{first} of {} {verb} ", clusters_of(sizes.len())))
        .strong(format!("{:.0}{}% of failures", share(held), text::NO_BREAK))
        .then(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sizes: &[u64]) -> String {
        let clusters: Vec<Cluster> =
            sizes.iter().map(|size| Cluster { failed: *size, ..Cluster::default() }).collect();
        sentence(&clusters).to_string().replace(text::NO_BREAK, " ")
    }

    #[test]
    fn few_clusters_hold_most_or_none_stands_out() {
        assert_eq!(told(&[]), "");
        assert_eq!(told(&[4]), "One cluster holds all 4 failures.");
        assert_eq!(told(&[1, 30, 20, 21, 2, 3, 23]), "The first 3 of 7 clusters hold 74 % of failures.");
        assert_eq!(told(&[80, 3, 4]), "The first of 3 clusters holds 92 % of failures.");
        assert_eq!(
            told(&[1, 1, 1]),
            "No cause stands out: 3 failures in 3 clusters. The categories say more."
        );
    }
}
