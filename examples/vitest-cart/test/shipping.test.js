import { describe, expect, it, vi } from "vitest";
import { arrival, pickupPoints, shipping } from "../src/shipping.js";

describe("shipping", () => {
  it.each([
    ["DE", 1000, 490],
    ["DE", 4999, 490],
    ["DE", 5000, 0],
    ["AT", 9000, 890],
    ["CH", 100, 1490],
  ])("to %s for %i cents costs %i", (country, cents, price) => {
    expect(shipping(cents, country)).toBe(price);
  });

  it("names the country that nothing is sent to", () => {
    expect(() => shipping(1000, "IS")).toThrow("nothing is sent to IS");
  });
});

describe("arrival", () => {
  it.each([
    ["2026-01-12", "DE", "2026-01-14"],
    ["2026-01-12", "AT", "2026-01-15"],
    ["2026-01-16", "DE", "2026-01-19"],
    ["2026-12-23", "DE", "2026-12-28"],
  ])("of a parcel of %s to %s is %s", (from, country, day) => {
    expect(arrival(from, country)).toBe(day);
  });
});

describe("pickup points", () => {
  it("are asked for again when the service stumbles", async () => {
    const fetchPoints = vi.fn().mockRejectedValueOnce(new Error("503")).mockResolvedValue(["Station 4"]);
    console.log("asking twice");
    expect(await pickupPoints(fetchPoints, "10115")).toEqual(["Station 4"]);
    expect(fetchPoints).toHaveBeenCalledTimes(2);
  });

  it("come within the time a shopper waits", async () => {
    await pickupPoints(() => new Promise((done) => setTimeout(done, 1500)), "10115");
  });
});
