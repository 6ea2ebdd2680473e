import * as z from 'zod';
import { NodeTarget } from './tree-node.ts';

const Row = z.object({ target: NodeTarget });

/** The target of the row that a command was called on; undefined from the palette, or for anything else. */
export function targetOf(argument: unknown): NodeTarget | undefined {
  return Row.safeParse(argument).data?.target;
}
