import type { ShareErrorCode } from './share-files.ts';
import type { ShareOperations } from './share-operations.ts';

/** What is asked of the share's process, and answered in the same order. */
export interface ShareCall {
  readonly id: number;
  readonly operation: keyof ShareOperations;
  readonly args: readonly unknown[];
}

export type ShareReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly code: ShareErrorCode; readonly text: string };
