//! Sorting, compiled once.
//!
//! The standard library's sort is compiled anew for each type and comparison, some six kilobytes of WebAssembly a
//! time. Here only the order of the keys is sorted.

/// Sorts `items` by rising keys; equal ones keep their order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, key: impl FnMut(&T) -> f64) {
    let keys: Vec<f64> = items.iter().map(key).collect();
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order(&keys).into_iter().filter_map(|index| slots.get_mut(index).and_then(Option::take)));
}

/// Sorts `items` by falling counts; equal ones keep their order.
pub(crate) fn largest_first<T>(items: &mut Vec<T>, mut count: impl FnMut(&T) -> u64) {
    sort_by(items, |item| -(count(item) as f64));
}

#[inline(never)]
fn order(keys: &[f64]) -> Vec<usize> {
    let mut keyed: Vec<(f64, usize)> = keys.iter().copied().zip(0..).collect();
    keyed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    keyed.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::{largest_first, sort_by};

    #[test]
    fn equal_keys_keep_their_order() {
        let mut items = vec![('a', 2.0), ('b', 1.0), ('c', 2.0), ('d', f64::NAN), ('e', 0.0)];
        sort_by(&mut items, |item| item.1);
        assert_eq!(items.iter().map(|item| item.0).collect::<String>(), "ebacd");
        let mut items = vec![("x", 1), ("y", 9), ("z", 9)];
        largest_first(&mut items, |item| item.1);
        assert_eq!(items, [("y", 9), ("z", 9), ("x", 1)]);
    }
}
