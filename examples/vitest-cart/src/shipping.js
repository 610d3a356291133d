const RATES = { DE: 490, AT: 890, CH: 1490 };

/** Cents for sending a cart to a country. */
export function shipping(cents, country) {
  if (!(country in RATES)) throw new Error(`nothing is sent to ${country}`);
  if (country === "DE" && cents >= 5000) return 0;
  return RATES[country];
}

/** When the parcel arrives: two days, one more across a border. */
export function arrival(from, country) {
  const days = country === "DE" ? 2 : 3;
  const date = new Date(from);
  date.setUTCDate(date.getUTCDate() + days);
  if (date.getUTCDay() === 0) date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** Somewhere to pick the parcel up; the service is asked at most twice. */
export async function pickupPoints(fetchPoints, zip) {
  try {
    return await fetchPoints(zip);
  } catch {
    return fetchPoints(zip);
  }
}
