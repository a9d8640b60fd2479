import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { contrast, luminance } from "../src/contrast.js";

describe("luminance", () => {
  it("is 0 for black", () => assert.equal(luminance([0, 0, 0]), 0));
  it("is 1 for white", () => assert.ok(Math.abs(luminance([255, 255, 255]) - 1) < 1e-9));
});

describe("contrast", () => {
  it("is 21 between black and white", () => {
    assert.equal(contrast([0, 0, 0], [255, 255, 255]).toFixed(2), "21.00");
  });
  it("does not depend on the order", () => {
    assert.equal(contrast([0, 0, 0], [9, 9, 9]), contrast([9, 9, 9], [0, 0, 0]));
  });
});
