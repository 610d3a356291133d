//! Tracking numbers, tariffs and routes of parcels.

pub mod route;
pub mod tariff;
pub mod tracking;
