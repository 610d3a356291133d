//! What a parcel costs.

/// Sizes in centimetres and weight in grams.
#[derive(Debug, Clone, Copy)]
pub struct Parcel {
    pub length: u32,
    pub width: u32,
    pub height: u32,
    pub grams: u32,
}

/// Where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Domestic,
    Europe,
    World,
}

impl Parcel {
    /// Length and girth, which is what carriers limit.
    #[must_use]
    pub fn girth(&self) -> u32 {
        self.length + 2 * self.width + 2 * self.height
    }

    /// The weight that is charged: large and light parcels count as heavier.
    #[must_use]
    pub fn charged_grams(&self) -> u32 {
        self.grams.max(self.length * self.width * self.height / 5)
    }
}

/// Cents for a parcel, or nothing when it is too large to be carried.
#[must_use]
pub fn cents(parcel: &Parcel, zone: Zone) -> Option<u32> {
    if parcel.girth() > 360 || parcel.charged_grams() > 31_500 {
        return None;
    }
    let step = parcel.charged_grams().div_ceil(5_000);
    let (base, more) = match zone {
        Zone::Domestic => (549, 300),
        Zone::Europe => (1_399, 450),
        Zone::World => (3_299, 1_200),
    };
    Some(base + more * step.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOES: Parcel = Parcel { length: 35, width: 25, height: 15, grams: 1_200 };

    #[test]
    fn shoes_within_the_country() {
        assert_eq!(cents(&SHOES, Zone::Domestic), Some(549));
    }

    #[test]
    fn shoes_to_europe() {
        assert_eq!(cents(&SHOES, Zone::Europe), Some(1_399));
    }

    #[test]
    fn light_and_large_counts_as_heavy() {
        let pillow = Parcel { length: 60, width: 60, height: 30, grams: 900 };
        assert_eq!(pillow.charged_grams(), 21_600);
    }

    #[test]
    fn every_step_costs_more() {
        let prices: Vec<_> = (1..=6)
            .map(|step| cents(&Parcel { length: 10, width: 10, height: 10, grams: step * 5_000 }, Zone::World))
            .collect();
        println!("prices: {prices:?}");
        assert!(prices.is_sorted());
    }

    #[test]
    fn ladder_is_too_long() {
        assert_eq!(cents(&Parcel { length: 300, width: 40, height: 10, grams: 9_000 }, Zone::Domestic), None);
    }

    #[test]
    fn island_costs_extra() {
        assert_eq!(cents(&SHOES, Zone::Domestic), Some(549 + 1_250), "no tariff knows islands");
    }
}
