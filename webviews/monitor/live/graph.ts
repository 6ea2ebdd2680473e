import * as l10n from '@vscode/l10n';
import { html, nothing, svg } from 'lit/html.js';
import { workersOf, type PhaseView, type WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { icon } from '../../kit/index.ts';
import type { MonitorActions, Scene } from '../model.ts';
import { lookOf } from '../tones.ts';
import { contextOf } from './context.ts';
import type { GraphEdge, GraphLayout } from './graph-layout.ts';
import { goToWorkstream, places } from './places.ts';

/** Pixels of a node; the layout is made for the same. */
const WIDTH = 176;
const HEIGHT = 46;

/** Who builds on whose work: what a workstream waits for, and the contracts that it is owed. */
function edgesOf(workers: readonly WorkstreamView[]): readonly GraphEdge[] {
  const names = new Set(workers.map(({ name }) => name));
  const all = workers.flatMap(({ name, dependsOn, contract }) => [
    ...dependsOn.map((from) => ({ from, to: name })),
    ...(contract?.to ?? []).map((to) => ({ from: name, to })),
  ]);
  const known = all.filter(({ from, to }) => from !== to && names.has(from) && names.has(to));
  return [...new Map(known.map((edge) => [JSON.stringify(edge), edge])).values()];
}

/** The workstreams of a phase as a graph, where they build on each other; else their list says everything. */
export function graphView(run: RunView, phase: PhaseView, scene: Scene) {
  const workers = workersOf(phase);
  const edges = edgesOf(workers);
  if (edges.length === 0) return nothing;
  const graph = scene.model.parts.graph();
  if (graph.state !== 'there') return nothing;
  const names = workers.map(({ name }) => name);
  const layout = graph.part(names, edges);
  const first = names.find((name) => places.node(phase.id, name) === scene.model.focus) ?? names[0];
  return html`<div
    class="graph-frame"
    role="group"
    aria-label=${l10n.t('Workstreams of phase {0} and what they build on', phase.id)}
  >
    <svg class="graph" width=${layout.width} height=${layout.height}>
      ${layout.edges.map(({ points }) => svg`<path class="edge" d=${pathOf(points)}></path>`)}
      ${layout.edges.map(({ points }) => headOf(points))}
      ${workers.map((worker) => nodeView(run, phase, worker, layout, worker.name === first, edges, scene))}
    </svg>
  </div>`;
}

function nodeView(
  run: RunView,
  phase: PhaseView,
  worker: WorkstreamView,
  layout: GraphLayout,
  tabbable: boolean,
  edges: readonly GraphEdge[],
  scene: Scene,
) {
  const { name, status, held } = worker;
  const look = lookOf(held === null ? status : 'paused');
  const at = layout.nodes.get(name);
  if (at === undefined) return nothing;
  const before = edges.filter(({ to }) => to === name).map(({ from }) => from);
  const needs =
    before.length === 0 ? nothing : html`<span class="spoken">, ${l10n.t('builds on {0}', before.join(', '))}</span>`;
  const moving = scene.live && status === 'in-progress' && run.status === 'running' && held === null;
  return svg`<foreignObject x=${at.x - WIDTH / 2} y=${at.y - HEIGHT / 2} width=${WIDTH} height=${HEIGHT}>
    ${html`<button
      class="node node-${look.tone}"
      id=${places.node(phase.id, name)}
      tabindex=${tabbable ? 0 : -1}
      title=${name}
      data-vscode-context=${contextOf(run, phase, worker)}
      @click=${() => goToWorkstream(run.id, phase.id, name, scene.actions)}
      @keydown=${(event: KeyboardEvent) => move(event, phase.id, name, layout, edges, scene.actions)}
    >
      <span class=${moving ? 'pulse' : ''}>${icon(look.icon, look.tone)}</span>
      <span class="node-words">
        <span class="node-name">${name.replace(/^@/, '')}</span>
        <span class="quiet">${look.words}</span>
      </span>
      ${needs}
    </button>`}
  </foreignObject>`;
}

function move(
  event: KeyboardEvent,
  phase: string,
  name: string,
  layout: GraphLayout,
  edges: readonly GraphEdge[],
  actions: MonitorActions,
): void {
  const next = nodeAfter(name, event.key, layout, edges);
  if (next === undefined) return;
  event.preventDefault();
  actions.focus(places.node(phase, next));
}

/** Left and right follow the edges, up and down go through what stands above each other; Home and End to the ends. */
export function nodeAfter(
  name: string,
  key: string,
  { nodes }: GraphLayout,
  edges: readonly GraphEdge[],
): string | undefined {
  const here = nodes.get(name);
  if (here === undefined) return undefined;
  const nearest = (names: readonly string[]): string | undefined =>
    names.toSorted((a, b) => distance(a) - distance(b))[0];
  const distance = (other: string): number => Math.abs((nodes.get(other)?.y ?? 0) - here.y);
  const column = [...nodes].filter(([, { x }]) => Math.abs(x - here.x) < 1);
  switch (key) {
    case 'ArrowRight':
      return nearest(edges.filter(({ from }) => from === name).map(({ to }) => to));
    case 'ArrowLeft':
      return nearest(edges.filter(({ to }) => to === name).map(({ from }) => from));
    case 'ArrowUp':
      return nearest(column.filter(([, { y }]) => y < here.y).map(([other]) => other));
    case 'ArrowDown':
      return nearest(column.filter(([, { y }]) => y > here.y).map(([other]) => other));
    case 'Home':
      return [...nodes.keys()][0];
    case 'End':
      return [...nodes.keys()].at(-1);
    default:
      return undefined;
  }
}

type Points = GraphLayout['edges'][number]['points'];

/** A smooth line through the points that the layout found. */
function pathOf(points: Points): string {
  const [start, ...rest] = points;
  if (start === undefined) return '';
  let path = `M${start.x},${start.y}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    path +=
      next === undefined
        ? ` L${point.x},${point.y}`
        : ` Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`;
  }
  return path;
}

function headOf(points: Points) {
  const end = points.at(-1);
  if (end === undefined) return nothing;
  return svg`<path class="edge-head" d="M${end.x - 7},${end.y - 4} L${end.x},${end.y} L${end.x - 7},${end.y + 4} Z"></path>`;
}
