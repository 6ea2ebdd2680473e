import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PrpContent } from '#schemas/journal/effects.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import type { TrustEntry } from '#schemas/run/trust.ts';
import type { ProjectConfig } from '#schemas/settings.ts';
import { readDocument } from '../plans/read-document.ts';
import { readProjectConfig } from './project-config.ts';
import { overridePath } from './prompts/project-prompts.ts';

const CONFIG = '.clutch/config.json';

/** The validation commands of these PRPs. The same command is one entry, wherever it stands. */
export function commandEntries(prps: readonly Pick<PrpContent, 'path' | 'validation'>[]): TrustEntry[] {
  const all = prps.flatMap((prp) =>
    prp.validation.flatMap(({ commands, line }) =>
      commands.map((text) => entry('command', text, `${prp.path}:${line}`, text)),
    ),
  );
  return once(all);
}

/** What the configuration starts, but for what the person named themselves: they trusted it by that. */
export function configEntries(
  root: string,
  named: { readonly runtime: string | null; readonly playbook: string | null },
): TrustEntry[] {
  if (!existsSync(path.join(root, CONFIG))) return [];
  const config = readProjectConfig(root);
  const { runtime, roles, playbook } = config;
  const chosen = named.runtime ?? (named.playbook === null ? null : 'playbook');
  const ofConfig = [...(chosen === null ? [runtime] : []), ...Object.values(roles)];
  const ways = [...(chosen === null ? [] : [chosen]), ...ofConfig].flatMap((name) => agentEntries(config, name));
  const entries = [...ofConfig.map(runtimeEntry), ...ways, ...permissionEntries(config)];
  if (playbook === null || named.playbook !== null) return once(entries);
  // A playbook holds commands of its own, so another text is another playbook.
  return once([...entries, entry('playbook', playbook, CONFIG, `${playbook}\0${contentHash(root, playbook)}`)]);
}

/** That the configuration chooses this agent; how it is started is another matter. */
export const runtimeEntry = (name: string): TrustEntry => entry('runtime', name, CONFIG, name);

/**
 * How the project has an agent started, where it says so: another program, address or variable makes another agent of
 * it, whoever chose its name. A model does not.
 */
export function agentEntries({ agents }: Pick<ProjectConfig, 'agents'>, name: string): TrustEntry[] {
  const { model: _, ...way } = agents[name] ?? {};
  if (Object.keys(way).length === 0) return [];
  const { kind, program, args = [], env = {}, url } = way;
  const words = [
    ...(kind === undefined ? [] : [`as ${kind}`]),
    ...(program === undefined && args.length === 0 ? [] : [[program ?? '(its usual program)', ...args].join(' ')]),
    ...(url === undefined ? [] : [`at ${url}`]),
    ...Object.entries(env).map(([variable, value]) => `with ${variable}=${value}`),
  ];
  return [
    entry('runtime', `${name}: ${words.join(', ')}`, CONFIG, JSON.stringify([name, kind, program, args, env, url])),
  ];
}

/** What the project lets agents do without asking a person. */
function permissionEntries({ permissions }: Pick<ProjectConfig, 'permissions'>): TrustEntry[] {
  return permissions.allow.map((clause) => {
    const text = JSON.stringify(clause);
    return entry('permission', text, `${CONFIG} permissions.allow`, text);
  });
}

/** The prompts that the project words itself: they are what agents are told to do. */
export function promptEntries(root: string): TrustEntry[] {
  return PromptName.options.flatMap((name) => {
    const file = overridePath(name);
    const text = contentHash(root, file);
    return text === '' ? [] : [entry('prompt', name, file, `${name}\0${text}`)];
  });
}

/** Each once, where it comes first. */
export function once(entries: readonly TrustEntry[]): TrustEntry[] {
  const found = new Map<string, TrustEntry>();
  for (const one of entries) if (!found.has(one.hash)) found.set(one.hash, one);
  return [...found.values()];
}

function entry(kind: TrustEntry['kind'], text: string, source: string, trusted: string): TrustEntry {
  return { kind, text, source, hash: sha256(`${kind}\0${trusted}`) };
}

/** Empty for what cannot be read. */
function contentHash(root: string, written: string): string {
  const file = path.resolve(root, written);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return '';
  const document = readDocument(file, written);
  return document.ok ? sha256(document.text) : '';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
