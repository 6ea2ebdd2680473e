/** `CLUTCH_BENCH_SECONDS=600` shows what lasts. */
export const SECONDS = Number(process.env['CLUTCH_BENCH_SECONDS'] ?? 10);
/** How long each step of the measurement may take, in milliseconds. */
export const DEADLINE_MS = 180_000 + SECONDS * 1000;
