import type { Connection } from 'vscode-languageserver';
import type { LanguageFinding } from '../../../language/check-document.ts';
import { tell } from '../../tell.ts';
import { toDiagnostic } from './to-diagnostic.ts';

/** A client shows a list; one that is longer than this is the same as “all of it”. */
const MAX_DIAGNOSTICS = 1000;

export interface Publisher {
  /** `version` is that of the text that the findings are about; null for a document that is not open. */
  publish(uri: string, version: number | null, findings: readonly LanguageFinding[]): void;
}

/** Sends findings, and nothing where the client has nothing to take back. */
export function createPublisher(connection: Connection, rulePage: (rule: string) => string | null): Publisher {
  const shown = new Set<string>();
  return {
    publish(uri, version, findings) {
      if (findings.length === 0 && version === null && !shown.has(uri)) return;
      if (findings.length > 0) shown.add(uri);
      else shown.delete(uri);
      const diagnostics = findings.slice(0, MAX_DIAGNOSTICS).map((one) => toDiagnostic(one, rulePage(one.rule)));
      tell(() => connection.sendDiagnostics({ uri, diagnostics, ...(version === null ? {} : { version }) }));
    },
  };
}
