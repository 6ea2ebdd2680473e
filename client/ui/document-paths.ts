/**
 * Paths of the read-only documents. Names of workstreams may hold any sign, hence the encoding; parsing gives them back
 * as they were.
 */
export const reportPath = (run: string): string => `/${run}/report.md`;

export const signalPath = (run: string, signal: string): string => `/${run}/signal-${encodeURIComponent(signal)}.md`;

export const receiptPath = (run: string, phase: string, index: number): string =>
  `/${run}/phase-${phase}/receipt-${index + 1}.txt`;

export const verificationPath = (run: string, phase: string): string => `/${run}/phase-${phase}/verification.md`;

export const contractPath = (run: string, phase: string, workstream: string): string =>
  `/${run}/phase-${phase}/contract-${encodeURIComponent(workstream)}.md`;

export type ComparisonSide = 'published' | 'consumed';

/** One side of a comparison, for a diff. */
export const comparisonPath = (run: string, phase: string, from: string, to: string, side: ComparisonSide): string =>
  `/${run}/phase-${phase}/${pairOf({ from, to })}/${side}.txt`;

export type DocumentPath =
  | { readonly kind: 'report'; readonly run: string }
  | { readonly kind: 'signal'; readonly run: string; readonly signal: string }
  | { readonly kind: 'receipt'; readonly run: string; readonly phase: string; readonly index: number }
  | { readonly kind: 'verification'; readonly run: string; readonly phase: string }
  | { readonly kind: 'contract'; readonly run: string; readonly phase: string; readonly workstream: string }
  | {
      readonly kind: 'comparison';
      readonly run: string;
      readonly phase: string;
      /** `<from>-to-<to>` as it stands in the path. */
      readonly pair: string;
      readonly side: ComparisonSide;
    };

/** `<from>-to-<to>` as `comparisonPath` writes it. */
export const pairOf = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${encodeURIComponent(from)}-to-${encodeURIComponent(to)}`;

export function parseDocumentPath(path: string): DocumentPath | null {
  const [run, rest] = path.startsWith('/') ? path.slice(1).split(/\/(.*)/s) : [];
  if (run === undefined || run === '' || rest === undefined) return null;
  if (rest === 'report.md') return { kind: 'report', run };
  const signal = decoded(/^signal-([^/]+)\.md$/.exec(rest)?.[1]);
  if (signal !== null) return { kind: 'signal', run, signal };
  const [, phase, name = ''] = /^phase-([^/]+)\/(.+)$/.exec(rest) ?? [];
  return phase === undefined ? null : phaseDocument(run, phase, name);
}

function phaseDocument(run: string, phase: string, name: string): DocumentPath | null {
  if (name === 'verification.md') return { kind: 'verification', run, phase };
  const receipt = /^receipt-(\d+)\.txt$/.exec(name)?.[1];
  if (receipt !== undefined) return { kind: 'receipt', run, phase, index: Number(receipt) - 1 };
  const workstream = decoded(/^contract-([^/]+)\.md$/.exec(name)?.[1]);
  if (workstream !== null) return { kind: 'contract', run, phase, workstream };
  const [, pair, side] = /^([^/]+-to-[^/]+)\/(published|consumed)\.txt$/.exec(name) ?? [];
  if (pair === undefined) return null;
  return { kind: 'comparison', run, phase, pair, side: side === 'published' ? 'published' : 'consumed' };
}

function decoded(name: string | undefined): string | null {
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}
