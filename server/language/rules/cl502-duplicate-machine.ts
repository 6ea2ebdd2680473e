import type { MachineRecord } from '#schemas/wire/bridged-records.ts';
import { rangeOfField, recordOf } from '../collab/read-record.ts';
import type { Report, Rule } from './rule.ts';

export const duplicateMachine: Rule = {
  id: 'CL502',
  title: 'Two machines with one id, or two mains',
  rationale:
    'Every file of a shared folder has one writer, and one machine decides who gets which task. Two machines with the same id overwrite each other, and two mains give the same task to different machines.',
  kinds: ['record'],
  defaultSeverity: 'error',
  check: (document, { path, project }) => {
    const record = recordOf(path, document);
    if (record?.kind !== 'machine') return [];
    const own = record.says;
    const others = (project.records()?.machines ?? []).filter((one) => one.base === own.base && one.path !== own.path);
    const twin = others.find((one) => idOf(one) === idOf(own));
    const main = own.role === 'main' ? others.find((one) => one.role === 'main') : undefined;
    const reports: Report[] = [];
    if (twin) {
      reports.push({
        range: rangeOfField(document, record, 'machine'),
        message: `"${idOf(own)}" is also the id of the machine in ${twin.path}. Give one of them another id.`,
      });
    }
    if (main) {
      const range = rangeOfField(document, record, 'role');
      reports.push({
        range,
        message: `"${idOf(main)}" is main as well (${main.path}). Leave one machine as main and make the others workers.`,
        fixes: [
          {
            title: 'Make this machine a worker',
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: [{ range, newText: 'worker' }] }],
          },
        ],
      });
    }
    return reports;
  },
};

/** Case does not count, because it does not on the file systems of some machines. */
function idOf({ named, id }: MachineRecord): string {
  return (named ?? id).toLowerCase();
}
