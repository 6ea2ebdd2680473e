import { DataTransferItem, type TreeDragAndDropController } from 'vscode';
import * as z from 'zod';
import { NodeTarget } from './tree-node.ts';
import type { TreeElement } from './tree-node.ts';

/** What may be dragged in a tree, and what it means to drop it. */
export interface TreeDrag {
  canDrag(target: NodeTarget): boolean;
  /** `onto` undefined: below all rows. Says itself what it cannot do. */
  drop(dragged: readonly NodeTarget[], onto: NodeTarget | undefined): Promise<void>;
}

/** VS Code matches what is dragged and what may be dropped by this name, which holds the view's in lower case. */
const mimeOf = (view: string): string => `application/vnd.code.tree.${view.toLowerCase()}`;

export function dragController(view: string, { canDrag, drop }: TreeDrag): TreeDragAndDropController<TreeElement> {
  const mime = mimeOf(view);
  return {
    dragMimeTypes: [mime],
    dropMimeTypes: [mime],
    handleDrag(rows, transfer) {
      const targets = rows.flatMap(({ target }) => (target !== undefined && canDrag(target) ? [target] : []));
      if (targets.length > 0) transfer.set(mime, new DataTransferItem(JSON.stringify(targets)));
    },
    async handleDrop(onto, transfer) {
      const text = await transfer.get(mime)?.asString();
      if (text === undefined) return;
      const dragged = z.array(NodeTarget).safeParse(jsonOf(text));
      // Rows of another tree, or of another extension that uses the name, are nothing that we could move.
      if (dragged.success && dragged.data.length > 0) await drop(dragged.data, onto?.target);
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
