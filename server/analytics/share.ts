import type { Share } from '#schemas/protocol/analytics.ts';

/** The normal quantile for 95 of 100 cases. */
const Z = 1.959963984540054;

/** A share with Wilson's interval, which is honest for few cases too; nothing is known of none: 0 to 1. */
export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { hits: 0, of: 0, low: 0, high: 1 };
  const share = hits / of;
  const scale = 1 + Z ** 2 / of;
  const centre = (share + Z ** 2 / (2 * of)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { hits, of, low: hits === 0 ? 0 : centre - half, high: hits === of ? 1 : centre + half };
}

/** Where the difference of two shares lies in 95 of 100 cases: Newcombe's interval, made of Wilson's two. */
export function differenceOf(one: Share, other: Share): { readonly low: number; readonly high: number } {
  if (one.of === 0 || other.of === 0) return { low: -1, high: 1 };
  const [p, q] = [one.hits / one.of, other.hits / other.of];
  return {
    low: p - q - Math.hypot(p - one.low, other.high - q),
    high: p - q + Math.hypot(one.high - p, q - other.low),
  };
}
