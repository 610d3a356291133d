/** Cents as a shopper reads them. */
export function money(cents, locale = "en") {
  return new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(cents / 100);
}

/** A sentence about the number of things in the cart. */
export function things(count) {
  if (count === 0) return "Your cart is empty";
  return count === 1 ? "One thing in your cart" : `${count} things in your cart`;
}

/** A product's title cut at a word. */
export function short(title, length) {
  if (title.length <= length) return title;
  const cut = title.lastIndexOf(" ", length - 1);
  return `${title.slice(0, cut)}…`;
}
