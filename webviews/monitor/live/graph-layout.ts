import { Graph, layout } from '@dagrejs/dagre';
import * as z from 'zod';

/** Pixels. */
export const NODE = { width: 176, height: 46 } as const;

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Middle of each node. */
  readonly nodes: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly edges: readonly (GraphEdge & { readonly points: readonly { readonly x: number; readonly y: number }[] })[];
}

export type LayGraphOut = (nodes: readonly string[], edges: readonly GraphEdge[]) => GraphLayout;

const KEPT = 50;
const Spot = z.object({ x: z.number(), y: z.number() });
const Size = z.object({ width: z.number(), height: z.number() });
const Path = z.object({ points: z.array(Spot) });

/** From left to right along the edges. The same graph is laid out once, however often it is drawn. */
export function createGraphLayouts(): LayGraphOut {
  const known = new Map<string, GraphLayout>();
  return (nodes, edges) => {
    const key = JSON.stringify([nodes, edges]);
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= KEPT) known.clear();
    const made = layOut(nodes, edges);
    known.set(key, made);
    return made;
  };
}

function layOut(nodes: readonly string[], edges: readonly GraphEdge[]): GraphLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 44, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node, { ...NODE });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const spots = new Map(nodes.map((node) => [node, Spot.parse(graph.node(node))]));
  return {
    ...Size.parse(graph.graph()),
    nodes: spots,
    edges: edges.map(({ from, to }) => {
      const { points } = Path.parse(graph.edge(from, to));
      return { from, to, points: sideToSide(points, spots.get(from), spots.get(to)) };
    }),
  };
}

type Spot = z.infer<typeof Spot>;

/** The layout lets edges end where they meet a box, which may be its corner; here they end in the middle of its side. */
function sideToSide(points: readonly Spot[], from: Spot | undefined, to: Spot | undefined): readonly Spot[] {
  if (!from || !to || from.x >= to.x) return points;
  const start = { x: from.x + NODE.width / 2, y: from.y };
  const end = { x: to.x - NODE.width / 2, y: to.y };
  return [start, ...points.slice(1, -1), end];
}
