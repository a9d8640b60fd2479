// Colours as #rrggbb and as [red, green, blue] from 0 to 255.

export function parse(text) {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!match) throw new RangeError(`not a colour: ${text}`);
  return match.slice(1).map((pair) => parseInt(pair, 16));
}

export function format(channels) {
  return "#" + channels.map((value) => clamp(value).toString(16).padStart(2, "0")).join("");
}

export function mix(left, right, share = 0.5) {
  return left.map((value, i) => Math.round(value * (1 - share) + right[i] * share));
}

function clamp(value) {
  return Math.max(0, Math.min(255, Math.round(value)));
}
