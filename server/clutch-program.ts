import path from 'node:path';

/** The `clutch` command, beside the server in `dist`; agents are given it to reach their tools. */
export const CLUTCH = path.join(import.meta.dirname, 'clutch.mjs');
