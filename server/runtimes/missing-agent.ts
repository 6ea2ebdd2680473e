import { type KnownAgent, packageOf } from './catalog.ts';

export interface MissingAgent {
  readonly found: false;
  /**
   * `not-installed`: it is on no PATH; `not-allowed`: the same, and its package could be fetched if a person agreed;
   * `settings`: what settings say of it cannot be used.
   */
  readonly reason: 'not-installed' | 'not-allowed' | 'settings';
  /** What is missing and what to do, in sentences. */
  readonly message: string;
}

export function notInstalled(entry: KnownAgent): MissingAgent {
  const { name, npm, program, kind } = entry;
  const what = `${called(entry)} was not found: there is no program ${program} on the PATH.`;
  if (!npm) return missing('not-installed', `${what} Install it, or set \`agents.${name}.program\`.`);
  const install = `Install it (\`npm install --global ${packageOf(npm)}\`)`;
  if (kind === 'openclaw') {
    return missing('not-installed', `${what} ${install}, or set \`agents.${name}.url\` to its gateway.`);
  }
  const fetch = `let CLUTCH fetch that package with npx: \`clutch agents --allow ${name}\``;
  return missing('not-allowed', `${what} ${install}, or ${fetch}.`);
}

export function noNpx(entry: KnownAgent): MissingAgent {
  return missing('not-installed', `${called(entry)} is to be fetched by npx, and npx is not on the PATH.`);
}

/** For an agent that only settings know. */
export function noProgram(entry: KnownAgent): MissingAgent {
  const where = `\`agents.${entry.name}.program\` of .clutch/config.json, or of config.json in CLUTCH_HOME`;
  return missing('settings', `${called(entry)} has no program. Name one in ${where}.`);
}

/** `why` is the rest of the sentence. */
export function unusable(entry: KnownAgent, why: string): MissingAgent {
  return missing('settings', `${called(entry)} ${why}`);
}

const called = ({ name }: KnownAgent): string => `The agent ${name}`;

function missing(reason: MissingAgent['reason'], message: string): MissingAgent {
  return { found: false, reason, message };
}
