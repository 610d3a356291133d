use super::*;
use crate::categories::builtin::built_in;

fn reading(exception: &str, message: &str, frame: Option<&str>) -> Reading {
    Reading {
        exception: exception.to_owned(),
        message: message.to_owned(),
        frame: frame.map(str::to_owned),
        ..Reading::default()
    }
}

fn found(readings: &[Reading]) -> Vec<Found> {
    let seen: Vec<Seen<'_>> =
        readings.iter().map(|reading| Seen { reading, kind: built_in(reading) }).collect();
    clusters(&seen, &FxHashSet::default())
}

fn title(found: &Found) -> String {
    let part =
        |part: &TemplatePart| if part.varies { format!("‹{}›", part.text) } else { part.text.clone() };
    found.template.iter().map(part).collect()
}

#[test]
fn what_differs_in_numbers_only_is_one_cluster() {
    let readings: Vec<Reading> = (0..5)
        .map(|number| {
            reading(
                "StockError",
                &format!("unexpected state 7 for SKU-{number} (qty={number})"),
                Some("stock.py reserve"),
            )
        })
        .collect();
    let clusters = found(&readings);
    assert_eq!(clusters.len(), 1);
    assert_eq!(title(&clusters[0]), "StockError: unexpected state 7 for SKU-‹n› (qty=‹n›)");
    assert_eq!(clusters[0].members, [0, 1, 2, 3, 4]);
    assert_eq!(clusters[0].id.len(), 8);
}

#[test]
fn the_same_words_from_other_places_are_other_clusters() {
    let clusters = found(&[
        reading("KeyError", "'id'", Some("services.py parse_shipment")),
        reading("KeyError", "'id'", Some("services.py parse_customer")),
        reading("KeyError", "'id'", Some("services.py parse_customer")),
    ]);
    assert_eq!(clusters.len(), 2);
}

#[test]
fn what_is_missing_is_the_cause_wherever_it_is_missed() {
    let clusters = found(&[
        reading("ModuleNotFoundError", "No module named 'stripe'", Some("payments.py charge")),
        reading("ModuleNotFoundError", "No module named 'stripe'", Some("refunds.py refund")),
        reading("ModuleNotFoundError", "No module named 'boto'", Some("payments.py charge")),
    ]);
    assert_eq!(clusters.iter().map(|found| found.members.len()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn one_place_may_say_it_in_other_words() {
    let clusters = found(&[
        reading("SyntaxError", "Unexpected token '<' is not valid JSON", Some("api.js parse")),
        reading(
            "SyntaxError",
            "Expected ',' or ']' after array element in JSON at position 23",
            Some("api.js parse"),
        ),
    ]);
    assert_eq!(clusters.len(), 1);
}

#[test]
fn long_messages_that_differ_in_a_word_are_one_cluster() {
    let message = |value: &str| {
        format!(
            "input should be a valid integer, unable to parse {value} as an integer [type=int_parsing]\n\
             For further information visit https://errors.example.dev/2.14/v/int_parsing"
        )
    };
    let clusters = found(&[
        reading("ValidationError", &message("two"), None),
        reading("ValidationError", &message("none"), None),
    ]);
    assert_eq!(clusters.len(), 1);
    assert!(title(&clusters[0]).contains("‹value›"), "{}", title(&clusters[0]));
}

#[test]
fn ids_do_not_depend_on_the_order_or_on_who_is_left() {
    let mut readings: Vec<Reading> = (0..60)
        .map(|number| {
            reading(
                "AssertionError",
                &format!("expected {} letters, got {number}", ["few", "many", "no"][number % 3]),
                None,
            )
        })
        .collect();
    let ids = |readings: &[Reading]| {
        let mut ids: Vec<String> = found(readings).into_iter().map(|found| found.id).collect();
        ids.sort_unstable();
        ids
    };
    let before = ids(&readings);
    assert_eq!(before.len(), 3);
    readings.reverse();
    readings.truncate(54);
    assert_eq!(ids(&readings), before);
}

#[test]
fn a_known_id_is_kept() {
    let message = |value: &str| {
        format!(
            "the server answered with a page that says {value} instead of the list of orders that was asked for"
        )
    };
    let readings = [
        reading("E", &message("busy"), None),
        reading("E", &message("away"), None),
        reading("E", &message("away"), None),
    ];
    let seen: Vec<Seen<'_>> = readings.iter().map(|reading| Seen { reading, kind: None }).collect();
    let own = clusters(&seen, &FxHashSet::default());
    assert_eq!(own.len(), 1);
    let alone = clusters(&seen[..1], &FxHashSet::default());
    assert_ne!(alone[0].id, own[0].id);
    let known: FxHashSet<&str> = std::iter::once(alone[0].id.as_str()).collect();
    assert_eq!(clusters(&seen, &known)[0].id, alone[0].id);
}

#[test]
fn a_failure_without_any_text_is_a_cluster_too() {
    let clusters = found(&[Reading::default(), reading("TimeoutException", "", Some("Invoices.await"))]);
    assert_eq!(title(&clusters[0]), "no message");
    assert_eq!(title(&clusters[1]), "TimeoutException in Invoices.await");
}

#[test]
fn another_style_of_traces_keeps_the_cluster() {
    let with_act = |act: Option<&str>| Reading {
        act: act.map(str::to_owned),
        ..reading("AssertionError", "assert 3 == 4", None)
    };
    let ids = |readings: &[Reading], known: &[&str]| {
        let seen: Vec<Seen<'_>> =
            readings.iter().map(|reading| Seen { reading, kind: built_in(reading) }).collect();
        clusters(&seen, &known.iter().copied().collect())
            .into_iter()
            .map(|found| found.id)
            .collect::<Vec<_>>()
    };
    let short = ids(&[with_act(None)], &[]);
    let long = ids(&[with_act(Some("shop.total"))], &[]);
    assert_ne!(short, long);
    assert_eq!(ids(&[with_act(Some("shop.total"))], &[&short[0]]), short);
    let both = ids(
        &[with_act(Some("shop.total")), with_act(Some("shop.sum")), with_act(Some("shop.sum"))],
        &[&short[0]],
    );
    assert_eq!(both, [long[0].clone(), short[0].clone()]);
}
