//! Values that follow signals, without code of their own for every type.
//!
//! Leptos' memos and signals are generic: each type of value brings its own copy of them, several kilobytes of what a
//! reader downloads. Here the value is behind a pointer, and there is one copy for all.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

/// A value of any type.
#[derive(Clone)]
struct Erased(Arc<dyn Any + Send + Sync>);

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Erased {
    fn new<T: Send + Sync + 'static>(value: T) -> Self {
        Self(Arc::new(value))
    }

    /// The value; its type is known to whoever made it.
    fn as_ref<T: 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

type Compute = Box<dyn Fn(Option<&Erased>) -> Erased + Send + Sync>;

#[inline(never)]
fn memo(compute: Compute) -> Memo<Erased> {
    Memo::new(compute)
}

/// A value computed from signals; what depends on it is told only when it becomes another.
pub struct Derived<T> {
    memo: Memo<Erased>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// Computes the value now, and again when a signal that it read has changed. `compute` is given the value before.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let memo = memo(Box::new(move |before| {
            let old = before.and_then(Erased::as_ref::<T>);
            let value = compute(old);
            match before {
                Some(same) if old == Some(&value) => same.clone(),
                _ => Erased::new(value),
            }
        }));
        Self { memo, of: PhantomData }
    }

    /// Looks at the value, and again when it has become another.
    ///
    /// # Panics
    ///
    /// Never: the value has the type that [`new`](Self::new) gave it.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(self.memo.get().as_ref().unwrap_or_else(|| unreachable!("a derived value keeps its type")))
    }

    /// Looks at the value without following it.
    ///
    /// # Panics
    ///
    /// Never: the value has the type that [`new`](Self::new) gave it.
    pub fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(
            self.memo
                .get_untracked()
                .as_ref()
                .unwrap_or_else(|| unreachable!("a derived value keeps its type")),
        )
    }
}

impl<T: PartialEq + Clone + Send + Sync + 'static> Derived<T> {
    /// The value.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value, without following it.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

/// A value that is set from outside.
pub struct Cell<T> {
    signal: RwSignal<Erased>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Cell<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Cell<T> {}

impl<T: Clone + Send + Sync + 'static> Cell<T> {
    /// A cell with its first value.
    pub fn new(value: T) -> Self {
        Self { signal: RwSignal::new(Erased::new(value)), of: PhantomData }
    }

    /// Sets another value.
    pub fn set(self, value: T) {
        self.signal.set(Erased::new(value));
    }

    /// The value, and again when another is set.
    ///
    /// # Panics
    ///
    /// Never: the value has the type that [`new`](Self::new) gave it.
    pub fn get(self) -> T {
        self.signal.get().as_ref::<T>().unwrap_or_else(|| unreachable!("a cell keeps its type")).clone()
    }
}
