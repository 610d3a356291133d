/** A cart: products by number, with counts. */
export class Cart {
  #lines = new Map();

  add(product, count = 1) {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`${count} is no count`);
    const line = this.#lines.get(product.id) ?? { product, count: 0 };
    this.#lines.set(product.id, { product, count: line.count + count });
    return this;
  }

  remove(id) {
    if (!this.#lines.delete(id)) throw new Error(`product ${id} is not in the cart`);
    return this;
  }

  get count() {
    return [...this.#lines.values()].reduce((sum, line) => sum + line.count, 0);
  }

  get cents() {
    return [...this.#lines.values()].reduce((sum, line) => sum + line.count * line.product.cents, 0);
  }

  toJSON() {
    return [...this.#lines].map(([id, { count }]) => ({ id, count }));
  }
}
