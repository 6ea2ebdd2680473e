/** Paths of the read-only documents: `/<run>/report.md` and `/<run>/phase-<id>/receipt-<n>.txt`. */
export const reportPath = (run: string): string => `/${run}/report.md`;

export const receiptPath = (run: string, phase: string, index: number): string =>
  `/${run}/phase-${phase}/receipt-${index + 1}.txt`;

export type DocumentPath =
  | { readonly kind: 'report'; readonly run: string }
  | { readonly kind: 'receipt'; readonly run: string; readonly phase: string; readonly index: number };

export function parseDocumentPath(path: string): DocumentPath | null {
  const [, run, phase, index] = /^\/([^/]+)\/(?:report\.md|phase-([^/]+)\/receipt-(\d+)\.txt)$/.exec(path) ?? [];
  if (run === undefined) return null;
  if (phase === undefined || index === undefined) return { kind: 'report', run };
  return { kind: 'receipt', run, phase, index: Number(index) - 1 };
}
