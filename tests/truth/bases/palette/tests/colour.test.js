import assert from "node:assert/strict";
import { test } from "node:test";

import { format, mix, parse } from "../src/colour.js";

test("a colour is read", () => {
  assert.deepEqual(parse("#ff8000"), [255, 128, 0]);
  assert.deepEqual(parse("FF8000"), [255, 128, 0]);
});

test("what is no colour is told", () => {
  assert.throws(() => parse("#ff80"), RangeError);
});

test("a colour is written", () => {
  assert.equal(format([255, 128, 0]), "#ff8000");
});

test("channels are kept in their range", () => {
  assert.equal(format([300, -5, 0]), "#ff0000");
});

test("colours are mixed", () => {
  assert.deepEqual(mix([0, 0, 0], [255, 255, 255]), [128, 128, 128]);
  assert.deepEqual(mix([0, 0, 0], [100, 100, 100], 0.1), [10, 10, 10]);
});
