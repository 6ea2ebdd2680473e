import { commands, l10n, window, type Uri } from 'vscode';
import { messageOf } from '../../server-link/errors.ts';
import type { Feature, Services } from '../../services.ts';
import { parseLink } from './link-target.ts';

/** Links into a run, to a question, and to the form for joining. They open; nothing is done by following one. */
export const links: Feature = (services) =>
  window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        await follow(services, uri);
      } catch (error) {
        services.log.warn(`A link could not be followed: ${messageOf(error)}`);
        void window.showWarningMessage(messageOf(error));
      }
    },
  });

async function follow({ link, overview }: Services, uri: Uri): Promise<void> {
  const target = parseLink(uri);
  if (target === null) throw new Error(l10n.t('CLUTCH does not know links of this kind. Nothing was opened.'));
  if (target.kind === 'join') {
    const { folder, nats } = target;
    return await commands.executeCommand('clutch.joinProject', { place: folder === undefined ? { nats } : { folder } });
  }
  await link.start();
  // The overview comes a moment after the connection.
  const run = overview.run(target.run) ?? (await nextRun(overview, target.run));
  if (run === undefined) {
    throw new Error(l10n.t('This window shows no run {0}. Open the folder of its project first.', target.run));
  }
  if (target.kind === 'signal' && run.signals.some(({ id }) => id === target.signal)) {
    return await commands.executeCommand('clutch.openSignal', { target });
  }
  await commands.executeCommand('clutch.openMonitor', { target: { kind: 'run', run: run.id } });
}

const PATIENCE_MS = 5_000;

function nextRun(overview: Services['overview'], id: string): Promise<ReturnType<Services['overview']['run']>> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(overview.run(id));
    };
    const timer = setTimeout(done, PATIENCE_MS);
    const listener = overview.onChanged(() => {
      if (overview.run(id) !== undefined) done();
    });
  });
}
