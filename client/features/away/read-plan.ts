import { FileSystemError, Uri, workspace, type TextDocument } from 'vscode';
import { AwayView, ShowAwayMethod, type ShowAwayParams } from '#schemas/protocol/away.ts';
import {
  MAX_AWAY_TEXT,
  ReadAwayFormMethod,
  ReadAwayFormResult,
  type AwayForm,
  type ReadAwayFormParams,
} from '#schemas/protocol/away-form.ts';
import type { AwayDocument } from '#schemas/webview/away.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { ServerLink } from '../../server-link/server-link.ts';
import { planUri } from './choose-project.ts';

type Link = Pick<ServerLink, 'request'>;

/** A plan that is not there, or that no form can show. */
export interface NoPlan {
  readonly state: Extract<AwayDocument['state'], 'missing' | 'gone' | 'unreadable'>;
  readonly dirty: false;
  readonly reason: string | null;
}

export async function openPlan(root: string): Promise<TextDocument | NoPlan> {
  try {
    const uri = planUri(root);
    await workspace.fs.stat(uri);
    const document = await workspace.openTextDocument(uri);
    const tooLong = document.getText().length > MAX_AWAY_TEXT;
    return tooLong ? { state: 'unreadable', dirty: false, reason: null } : document;
  } catch (error) {
    if (!isNotFound(error)) return { state: 'unreadable', dirty: false, reason: messageOf(error) };
    return { state: (await isGone(root)) ? 'gone' : 'missing', dirty: false, reason: null };
  }
}

const isNotFound = (error: unknown): boolean => error instanceof FileSystemError && error.code === 'FileNotFound';

const isGone = (root: string): Promise<boolean> =>
  Promise.resolve(workspace.fs.stat(Uri.file(root))).then(() => false, isNotFound);

/** Null while the server does not know the document, which it hears of on the same connection. */
export function readForm(link: Link, { uri }: TextDocument): Promise<AwayForm | null> {
  const params: ReadAwayFormParams = { document: uri.toString() };
  return link.request(ReadAwayFormMethod, ReadAwayFormResult, params);
}

/** What the plan does as policy, saved or not; where the server cannot say, why. */
export async function readPolicy(
  link: Link,
  project: string,
  plan: TextDocument | NoPlan,
): Promise<{ readonly away: AwayView | null; readonly problem: string | null }> {
  const unsaved = !('state' in plan) && plan.isDirty ? { text: plan.getText() } : {};
  try {
    const params: ShowAwayParams = { project, ...unsaved };
    return { away: await link.request(ShowAwayMethod, AwayView, params), problem: null };
  } catch (error) {
    return { away: null, problem: messageOf(error) };
  }
}
