import type { ChartSeries } from './charts.ts';

export const PLOT_ELEMENT = 'clutch-plot';

/** What one chart draws. */
export interface Plot {
  /** One for each point, from left to right. */
  readonly labels: readonly string[];
  readonly series: readonly (Pick<ChartSeries, 'stroke' | 'colour'> & {
    readonly values: readonly (number | null)[];
  })[];
  /** Largest value of the axis; null: what the values need. */
  readonly most: number | null;
  axis(value: number): string;
  /** What stands at the point under the pointer. */
  describe(index: number): string;
}
