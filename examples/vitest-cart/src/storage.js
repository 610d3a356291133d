/** Keeps the cart in the browser; tested by hand so far. */
export function save(storage, cart) {
  storage.setItem("cart", JSON.stringify(cart));
}

/** The cart as it was left, or nothing when it is too old or broken. */
export function load(storage, now, days = 30) {
  const text = storage.getItem("cart");
  if (!text) return null;
  try {
    const { saved, lines } = JSON.parse(text);
    if (now - saved > days * 86_400_000) return null;
    return lines;
  } catch {
    return null;
  }
}
