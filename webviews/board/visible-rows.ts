/** Rows of a list of equally high rows, from the first to before the last. */
export interface Rows {
  readonly start: number;
  readonly end: number;
}

export interface Viewport {
  /** How far the list is scrolled and how high its frame is, in pixels. */
  readonly top: number;
  readonly height: number;
}

/** Rows are drawn in steps of this many, and as many beyond each edge: most scrolling draws nothing. */
const STEP = 4;

/** The rows to be drawn so that no part of the frame stays empty. */
export function visibleRows({ top, height }: Viewport, row: number, count: number): Rows {
  const first = Math.floor(Math.max(0, top) / row);
  const last = Math.ceil((Math.max(0, top) + height) / row);
  const end = Math.min(count, (Math.ceil(last / STEP) + 1) * STEP);
  return { start: Math.max(0, Math.min((Math.floor(first / STEP) - 1) * STEP, end)), end };
}

/** How far the list has to be scrolled so that the row is wholly seen, moving it as little as that needs. */
export function topToShow(index: number, row: number, { top, height }: Viewport): number {
  const [upper, lower] = [index * row, (index + 1) * row];
  if (upper < top || row > height) return upper;
  return lower > top + height ? lower - height : top;
}

/** Before which of `count` rows something is dropped at `y` pixels below the top of the list. */
export const slotAt = (y: number, row: number, count: number): number =>
  Math.max(0, Math.min(count, Math.round(y / row)));
