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
  return {
    ...Size.parse(graph.graph()),
    nodes: new Map(nodes.map((node) => [node, Spot.parse(graph.node(node))])),
    edges: edges.map(({ from, to }) => ({ from, to, points: Path.parse(graph.edge(from, to)).points })),
  };
}
