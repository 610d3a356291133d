//! What of the site is loaded. Each shard is asked for once, when the first page needs it.

use std::sync::Arc;

use futures::future::try_join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;
use report_model::site::{
    CoverageFiles, Failures, Manifest, Runs, SCHEMA, SchemaOnly, ShardRef, Sheet, TestHistory, TestShard,
    TestTexts,
};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::derived::Cell;

use super::values::understood;
use super::{LoadError, TestIndex, source};

/// How far something is loaded.
#[derive(Debug)]
pub enum Load<T> {
    /// It is on its way.
    Loading,
    /// It is here.
    Ready(Arc<T>),
    /// The site has no such thing: no artifact told of it.
    Absent,
    /// It did not come.
    Failed(LoadError),
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready(value) => Self::Ready(Arc::clone(value)),
            Self::Absent => Self::Absent,
            Self::Failed(error) => Self::Failed(error.clone()),
        }
    }
}

impl<T> Load<T> {
    /// The value, when it is here.
    pub fn ready(&self) -> Option<&Arc<T>> {
        if let Self::Ready(value) = self { Some(value) } else { None }
    }
}

/// A part of the site that is loaded when it is first read.
pub struct Slot<T: Send + Sync + 'static> {
    state: Cell<Load<T>>,
    asked: StoredValue<bool>,
}

impl<T: Send + Sync + 'static> Clone for Slot<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Slot<T> {}

impl<T: Send + Sync + 'static> Slot<T> {
    fn new() -> Self {
        Self { state: Cell::new(Load::Loading), asked: StoredValue::new(false) }
    }

    /// Whether this is the first call.
    fn ask(self) -> bool {
        let first = !self.asked.get_value();
        self.asked.set_value(true);
        first
    }

    fn settle(self, result: Result<T, LoadError>) {
        self.state.set(match result {
            Ok(value) => Load::Ready(Arc::new(value)),
            Err(error) => Load::Failed(error),
        });
    }

    fn shard(self, shard: Option<&ShardRef>) -> Self
    where
        T: DeserializeOwned,
    {
        if self.ask() {
            match shard {
                None => self.state.set(Load::Absent),
                Some(shard) => {
                    let path = shard.path.clone();
                    fetch(
                        vec![shard.clone()],
                        Box::new(move |values| {
                            let values = values.map(|values| values.into_iter().next().unwrap_or_default());
                            self.settle(values.map(|values| understood(&path, values)));
                        }),
                    );
                }
            }
        }
        self
    }

    /// How far it is, tracked.
    pub fn get(self) -> Load<T> {
        self.state.get()
    }
}

/// The site as far as it is loaded. Cheap to copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct Store {
    manifest: StoredValue<Arc<Manifest>>,
    tests: Slot<TestIndex>,
    failures: Slot<Failures>,
    coverage: Slot<CoverageFiles>,
    runs: Slot<Runs>,
    sheets: StoredValue<Vec<Slot<Sheet>>>,
    texts: StoredValue<Vec<Slot<TestTexts>>>,
    histories: StoredValue<Vec<Slot<TestHistory>>>,
}

impl Store {
    /// Loads the manifest.
    pub async fn manifest_of_site() -> Result<Manifest, LoadError> {
        let values = source::manifest().await?;
        let SchemaOnly { schema } = understood("manifest.json", values.clone());
        if schema != SCHEMA {
            return Err(LoadError::OtherSchema { site: schema });
        }
        Ok(understood("manifest.json", values))
    }

    /// A store for a site whose manifest is here, known to everything below.
    pub fn provide(manifest: Manifest) -> Self {
        let slots = |count: usize| StoredValue::new((0..count).map(|_| Slot::new()).collect());
        let store = Self {
            tests: Slot::new(),
            failures: Slot::new(),
            coverage: Slot::new(),
            runs: Slot::new(),
            sheets: StoredValue::new(manifest.shards.sheets.iter().map(|_| Slot::new()).collect()),
            texts: StoredValue::new((0..manifest.shards.texts.len()).map(|_| Slot::new()).collect()),
            histories: slots(manifest.shards.test_history.len()),
            manifest: StoredValue::new(Arc::new(manifest)),
        };
        provide_context(store);
        store
    }

    /// The one that [`provide`](Self::provide) made.
    pub fn here() -> Self {
        expect_context()
    }

    /// The manifest.
    pub fn manifest(self) -> Arc<Manifest> {
        self.manifest.get_value()
    }

    /// The index of all tests.
    pub fn tests(self) -> Slot<TestIndex> {
        let slot = self.tests;
        if slot.ask() {
            let shards = self.manifest().shards.tests.clone();
            let path = shards.first().map(|shard| shard.path.clone()).unwrap_or_default();
            fetch(
                shards,
                Box::new(move |values| {
                    slot.settle(values.map(|values| {
                        let shards: Vec<TestShard> =
                            values.into_iter().map(|values| understood(&path, values)).collect();
                        TestIndex::build(&shards)
                    }));
                }),
            );
        }
        slot
    }

    /// The failures of the run.
    pub fn failures(self) -> Slot<Failures> {
        self.failures.shard(self.manifest().shards.failures.as_ref())
    }

    /// The coverage of each file.
    pub fn coverage(self) -> Slot<CoverageFiles> {
        self.coverage.shard(self.manifest().shards.coverage.as_ref())
    }

    /// Every run of the history.
    pub fn runs(self) -> Slot<Runs> {
        self.runs.shard(self.manifest().shards.runs.as_ref())
    }

    /// A page that is written out, by its name in the address.
    pub fn sheet(self, page: &str) -> Option<Slot<Sheet>> {
        self.sheet_with(page, "")
    }

    /// The one of several sheets with this name that has the page with this id.
    pub fn sheet_with(self, page: &str, id: &str) -> Option<Slot<Sheet>> {
        let manifest = self.manifest();
        let sheets = &manifest.shards.sheets;
        let first = sheets.iter().position(|sheet| sheet.page == page)?;
        let count = sheets.iter().filter(|sheet| sheet.page == page).count();
        let index = first + Sheet::shard_of(id, count);
        let shard = manifest.shards.sheets.get(index).map(|sheet| &sheet.shard);
        self.sheets.with_value(|slots| slots.get(index).copied()).map(|slot| slot.shard(shard))
    }

    /// The shard that has the texts of a row, if the site has any texts at or before it.
    pub fn texts(self, row: u32) -> Option<Slot<TestTexts>> {
        let manifest = self.manifest();
        let (index, shard) = holding(&manifest.shards.texts, row)?;
        self.texts.with_value(|slots| slots.get(index).copied()).map(|slot| slot.shard(Some(shard)))
    }

    /// The shard that has the history of a row.
    pub fn test_history(self, row: u32) -> Option<Slot<TestHistory>> {
        let manifest = self.manifest();
        let (index, shard) = holding(&manifest.shards.test_history, row)?;
        self.histories.with_value(|slots| slots.get(index).copied()).map(|slot| slot.shard(Some(shard)))
    }
}

/// What to do with the values of shards once they are here.
type Then = Box<dyn FnOnce(Result<Vec<JsValue>, LoadError>)>;

/// Asks for all shards at once. One function for every kind of shard: what differs is in `then`.
fn fetch(shards: Vec<ShardRef>, then: Then) {
    spawn_local(async move { then(try_join_all(shards.iter().map(source::shard)).await) });
}

/// The last shard that begins at or before `row`.
fn holding(shards: &[ShardRef], row: u32) -> Option<(usize, &ShardRef)> {
    let after = shards.partition_point(|shard| shard.first_row <= row);
    let index = after.checked_sub(1)?;
    shards.get(index).map(|shard| (index, shard))
}
