import uPlot from 'uplot';
import { PLOT_ELEMENT, type Plot } from './plot-model.ts';

const HEIGHT = 132;
const LABEL_WIDTH = 84;
/** With nothing above zero, an axis still has to have a height. */
const MIN_TOP = 1e-6;
/** More points than this would touch each other. */
const MOST_POINTS = 62;
const DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3] } as const;

/** Makes `<clutch-plot>` known; what stands on the page already is drawn at once. */
export function definePlot(): void {
  if (!customElements.get(PLOT_ELEMENT)) customElements.define(PLOT_ELEMENT, PlotElement);
}

/** Draws a `Plot` on a canvas in the colours of the theme, as wide as there is room. */
class PlotElement extends HTMLElement {
  #plot: Plot | null = null;
  #chart: uPlot | null = null;
  readonly #readout = document.createElement('p');
  readonly #room = new ResizeObserver(() => {
    if (this.#chart?.width !== this.#width()) this.#chart?.setSize({ width: this.#width(), height: HEIGHT });
  });
  /** VS Code puts another class on the body when the theme changes. */
  readonly #theme = new MutationObserver(() => this.#draw());

  connectedCallback(): void {
    this.#readout.className = 'readout quiet';
    this.#readout.ariaHidden = 'true';
    // Set before this class was known, it lies on the element itself and hides the accessor.
    const early: unknown = Object.getOwnPropertyDescriptor(this, 'plot')?.value;
    if (early !== undefined) {
      Reflect.deleteProperty(this, 'plot');
      Reflect.set(this, 'plot', early);
    }
    this.#room.observe(this);
    this.#theme.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#room.disconnect();
    this.#theme.disconnect();
    this.#chart?.destroy();
    this.#chart = null;
  }

  set plot(plot: Plot) {
    this.#plot = plot;
    if (this.isConnected) this.#draw();
  }

  #width(): number {
    return Math.max(160, Math.floor(this.clientWidth));
  }

  #draw(): void {
    this.#chart?.destroy();
    this.replaceChildren(this.#readout);
    this.#readout.textContent = '';
    const plot = this.#plot;
    if (plot === null) return;
    const say = (index: number | null | undefined): void => {
      this.#readout.textContent = index === null || index === undefined ? '' : plot.describe(index);
    };
    const points = plot.labels.map((_, index) => index);
    const data: uPlot.AlignedData = [points, ...plot.series.map(({ values }) => [...values])];
    this.#chart = new uPlot({ ...optionsOf(plot, say), width: this.#width(), height: HEIGHT }, data, this);
  }
}

function optionsOf(
  plot: Plot,
  say: (index: number | null | undefined) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const style = getComputedStyle(document.body);
  const variable = (name: string, otherwise: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = variable('descriptionForeground', style.color);
  const faint = { stroke: variable('panel-border', 'transparent'), width: 1 };
  const ground = variable('editor-background', 'transparent');
  const font = `11px ${style.fontFamily}`;
  const last = plot.labels.length - 1;
  const labelled = (chart: uPlot): number[] => {
    const step = Math.max(1, Math.ceil((last + 1) / Math.max(1, Math.floor(chart.width / LABEL_WIDTH))));
    return plot.labels.flatMap((_, index) => (index % step === 0 ? [index] : []));
  };
  const axis = { stroke: text, font, ticks: { show: false } };
  return {
    legend: { show: false },
    padding: [8, 4, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: [-0.6, last + 0.6] },
      y: { range: (_, __, most) => [0, (plot.most ?? Math.max(most, MIN_TOP)) * 1.08] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        gap: 8,
        grid: { show: false },
        splits: labelled,
        values: (_, splits) => splits.map((index) => plot.labels[index] ?? ''),
      },
      {
        ...axis,
        size: 52,
        gap: 6,
        space: 34,
        grid: faint,
        values: (_, splits) => splits.map((value) => (isWhole(plot, value) ? plot.axis(value) : '')),
      },
    ],
    series: [{}, ...plot.series.map((one) => seriesOf(one, variable(`charts-${one.colour}`, text), ground))],
    hooks: { setCursor: [({ cursor }) => say(cursor.left === undefined || cursor.left < 0 ? null : cursor.idx)] },
  };
}

/** Half a run is nothing; where all values are whole, so are the labels. */
function isWhole({ series }: Plot, value: number): boolean {
  return Number.isInteger(value) || series.some(({ values }) => values.some((one) => !Number.isInteger(one ?? 0)));
}

function seriesOf({ stroke, values }: Plot['series'][number], colour: string, ground: string): uPlot.Series {
  if (stroke === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [0.72, 28] });
    return { stroke: colour, fill: colour, width: 0, points: { show: false }, ...(paths && { paths }) };
  }
  if (stroke === 'dots') {
    // What happened now and then has no line between one time and the next.
    return { paths: () => null, points: { show: true, size: 8, width: 1.5, fill: colour, stroke: ground } };
  }
  const points = { show: values.length <= MOST_POINTS, size: 4, fill: colour };
  return { stroke: colour, width: 2, dash: [...DASHES[stroke]], points, spanGaps: false };
}
