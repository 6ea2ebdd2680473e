import type { Connection, ServerCapabilities } from 'vscode-languageserver';
import type { LivePlans } from '../../../language/assist/live-plans.ts';
import type { LanguageFinding } from '../../../language/check-document.ts';
import type { Here } from '../../../language/navigation/here.ts';
import type { ParsedDocument } from '../../../language/parse-document.ts';
import type { ProjectView } from '../../../language/project-view.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { ClientFeatures } from './client-features.ts';

/** An open document as it stands in the editor, and what surrounds it. */
export interface OpenPlan extends Here {
  readonly uri: string;
  /** Version of exactly this text. */
  readonly version: number;
  readonly project: ProjectView;
  /** Absolute path of the project; null for a document that is looked at alone. */
  readonly root: string | null;
  /** Its findings, or those of another text in its place. Made when asked for. */
  findings(document?: ParsedDocument): readonly LanguageFinding[];
}

/** What the features need; one for every client, made when it has said what it can do. */
export interface LanguageContext {
  readonly connection: Connection;
  readonly log: Logger;
  readonly client: ClientFeatures;
  /** Null for a document that is not open, or that is none of ours; nothing is read because of a URI. */
  plan(uri: string): OpenPlan | null;
  /** The URI of a file of a project, as the client has it where it is open; null for a path that leaves the project. */
  uriOf(plan: Pick<OpenPlan, 'root' | 'path' | 'uri'>, path: string): string | null;
  /** Resolves when everything that lies in the folders has been read, or after a while all the same. */
  isRead(): Promise<void>;
  /** Version of an open document; null for one that is not open. */
  versionOf(uri: string): number | null;
  /** Every project in the folders of the client. */
  projects(): readonly { readonly root: string; readonly project: ProjectView }[];
  /** What runs say of the plans of a project. */
  live(root: string | null): LivePlans;
}

/** One thing that the language service can do. */
export interface LanguageFeature {
  /** What it promises to this client; empty for what the client has itself. */
  capabilities(client: ClientFeatures): ServerCapabilities;
  /** Called once, before the client can ask for anything. */
  register(connection: Connection, context: () => LanguageContext, log: Logger): void;
}
