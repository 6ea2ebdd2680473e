import { Uri, commands, l10n, window } from 'vscode';
import * as z from 'zod';
import { ReviewChangesMethod, ReviewChangesResult, type ReviewChangesParams } from '#schemas/protocol/review.ts';
import { hasChanges } from '#schemas/run/choices.ts';
import type { OverviewStore } from '../../../overview-store.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { runName } from '../../../ui/run-name.ts';
import { statusIcon, statusWords } from '../../../ui/status-icons.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { changeUri, type Place } from '../change-uri.ts';

/** Everything that a workstream has changed, in VS Code's own editor for several files; of the row of a file, that file. */
export const showChanges: CommandHandler = async ({ link, overview }, argument) => {
  const place = await choosePlace(overview, argument);
  if (place === undefined) return;
  const params: ReviewChangesParams = place;
  const { base, head, files } = await window.withProgress(
    { location: { viewId: 'clutch.workstreams' }, title: l10n.t('Reading changes') },
    () => link.request(ReviewChangesMethod, ReviewChangesResult, params),
  );
  const row = FileRow.safeParse(argument).data;
  if (row !== undefined) return await showOne(place, row.path, base, head);
  if (files.length === 0) throw new Error(l10n.t('{0} has changed nothing yet.', place.workstream));
  const sides = files.map(({ path, kind }) => {
    const before = changeUri({ ...place, side: 'before', ref: base, path });
    const after = changeUri({ ...place, side: 'after', ref: head, path });
    return [after, kind === 'added' ? undefined : before, kind === 'deleted' ? undefined : after] as const;
  });
  const title =
    head === null
      ? l10n.t('{0}: changes so far', place.workstream)
      : l10n.t('{0}: changes ({1})', place.workstream, head.slice(0, 8));
  await commands.executeCommand('vscode.changes', title, sides satisfies readonly (readonly (Uri | undefined)[])[]);
};

/** What the row of a single file hands over, beside the workstream. */
const FileRow = z.object({ path: z.string() });

async function showOne(place: Place, path: string, base: string, head: string | null): Promise<void> {
  const before = changeUri({ ...place, side: 'before', ref: base, path });
  const after = changeUri({ ...place, side: 'after', ref: head, path });
  const title = `${path} (${place.workstream})`;
  await commands.executeCommand('vscode.diff', before, after, title, { preview: true });
}

async function choosePlace(overview: OverviewStore, argument: unknown): Promise<Place | undefined> {
  const target = targetOf(argument);
  if (target?.kind === 'workstream') {
    return { run: target.run, phase: target.phase, workstream: target.workstream };
  }
  const items = (overview.current?.runs ?? []).flatMap((run) =>
    run.phases.flatMap((phase) =>
      phase.workstreams.filter(hasChanges).map(({ name, status }) => ({
        label: `$(${statusIcon(status).name}) ${l10n.t('{0} of phase {1}', name, phase.id)}`,
        description: `${statusWords(status)} · ${runName(run)}`,
        place: { run: run.id, phase: phase.id, workstream: name },
      })),
    ),
  );
  if (items.length === 0) throw new Error(l10n.t('No workstream has changed anything yet.'));
  if (items.length === 1) return items[0]?.place;
  const placeHolder = l10n.t('Whose changes?');
  return (await window.showQuickPick(items, { title: l10n.t('Show Changes'), placeHolder }))?.place;
}
