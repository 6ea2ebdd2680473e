import { type DoctorCheck, finding } from '../check.ts';

/** The first Node with `node:sqlite` unflagged. */
const MINIMUM = [22, 13] as const;

export const node: DoctorCheck = {
  id: 'node',
  title: 'Node',
  limitMs: 5_000,
  look: ({ server }) => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const isNew = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
    const text = `Node ${process.versions.node} (${process.execPath})`;
    // Without a server this is the command's own Node, which may be older than the server's.
    if (isNew || server === null) return Promise.resolve([finding('ok', `${text}.`)]);
    const help = { todo: `Install Node ${MINIMUM.join('.')} or newer, or set CLUTCH_NODE to the path of one.` };
    return Promise.resolve([finding('problem', `${text} is too old for the server.`, help)]);
  },
};
