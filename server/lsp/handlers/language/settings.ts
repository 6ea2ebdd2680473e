import { pathToFileURL } from 'node:url';
import { ConfigurationRequest, type Connection } from 'vscode-languageserver';
import * as z from 'zod';
import { DiagnosticsSettings } from '#schemas/protocol/language.ts';
import type { Logger } from '../../../platform/logger.ts';
import { isInside } from '../../../plans/inside.ts';
import type { ClientFeatures } from './client-features.ts';

const SECTION = 'clutch.diagnostics';

/** What the person has set, for every folder on its own. */
export interface ClientSettings {
  /** For a document at the absolute path; null for one without a place. The defaults until the client has answered. */
  of(path: string | null): DiagnosticsSettings;
  /** Asks the client anew. `sent` is what a client that is not asked has sent along. */
  refresh(folders: readonly string[], sent?: unknown): Promise<void>;
}

const Sent = z.object({ clutch: z.object({ diagnostics: z.unknown() }) });

export function createSettings(connection: Connection, client: ClientFeatures, log: Logger): ClientSettings {
  let general = client.settings;
  let byFolder: ReadonlyMap<string, DiagnosticsSettings> = new Map();
  const ask = async (folders: readonly string[]): Promise<void> => {
    const items = [{ section: SECTION }, ...folders.map((folder) => scopedTo(folder))];
    const answers: unknown[] = await connection.sendRequest(ConfigurationRequest.type, { items });
    const [first, ...rest] = answers.map((one) => DiagnosticsSettings.parse(one ?? {}));
    general = first ?? client.settings;
    byFolder = new Map(folders.map((folder, index) => [folder, rest[index] ?? general] as const));
  };
  return {
    of: (path) => {
      const folder = path === null ? undefined : nearest([...byFolder.keys()], path);
      return (folder === undefined ? undefined : byFolder.get(folder)) ?? general;
    },
    async refresh(folders, sent) {
      const given = Sent.safeParse(sent).data;
      if (given !== undefined) general = DiagnosticsSettings.parse(given.clutch.diagnostics ?? {});
      if (!client.tellsSettings) return;
      // A client that promised to answer and does not leaves us with the defaults.
      await ask(folders).catch((error: unknown) => log.warn('the client does not tell its settings', error));
    },
  };
}

const scopedTo = (folder: string) => ({ section: SECTION, scopeUri: pathToFileURL(folder).href });

/** The innermost folder that holds the path. */
function nearest(folders: readonly string[], path: string): string | undefined {
  return folders.filter((folder) => isInside(folder, path)).sort((a, b) => b.length - a.length)[0];
}
