import { expect, test } from "vitest";
import { money, short, things } from "../src/format.js";

test.each([
  [0, "Your cart is empty"],
  [1, "One thing in your cart"],
  [2, "2 things in your cart"],
])("%i in the cart", (count, sentence) => {
  expect(things(count)).toBe(sentence);
});

test.each([
  [0, "€0.00"],
  [1999, "€19.99"],
  [-500, "-€5.00"],
  [123456789, "€1,234,567.89"],
])("%i cents", (cents, text) => {
  expect(money(cents)).toBe(text);
});

test("a short title stays", () => {
  expect(short("Green tea", 20)).toBe("Green tea");
});

test("a long title is cut at a word", () => {
  expect(short("Green tea from the hills", 12)).toBe("Green tea…");
});

test("a title without spaces is cut anywhere", () => {
  expect(short("Grünteeaufgussmischung", 10)).toBe("Grünteeau…");
});
