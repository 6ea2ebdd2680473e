import type { ActionClass } from '#schemas/run/permission.ts';
import type { Access, Arg, Touch } from './deed.ts';
import { type Device, deviceAt } from './devices.ts';
import { climbsFromName, fixedFolder, folderOf, isDeepPattern, nameOf, normalised } from './paths.ts';
import { holdsSecrets, secretPlace, secretToWrite } from './secrets.ts';

/**
 * Whether a path is in the worktree, links followed. `path` may be absolute, from a home or relative to `cwd`, which
 * itself is absolute or relative to the worktree.
 */
export type IsInside = (path: string, cwd: string) => Promise<boolean>;

/** What touching a place is. */
export interface Placed {
  readonly class: ActionClass;
  /** Empty for the worktree itself. */
  readonly subject: string;
  readonly known: boolean;
  /** Allowed where no policy says otherwise. */
  readonly usual: boolean;
  /** Relative to the worktree or absolute; null where it cannot be known. */
  readonly path: string | null;
}

/** No system follows longer paths. */
const MAX_PATH = 4096;

const UNKNOWN: Readonly<Record<Access, ActionClass>> = {
  read: 'unknown',
  write: 'unknown',
  run: 'unknown',
  delete: 'destructive',
};

/** Where a deed takes place, and so what it is; one answer for each folder that it may be done in. */
export async function placed(touch: Touch, isInside: IsInside): Promise<readonly Placed[]> {
  return Promise.all(touch.dirs.map((dir) => placedIn(touch, dir, isInside)));
}

async function placedIn(touch: Touch, dir: string | null, isInside: IsInside): Promise<Placed> {
  const { place, access } = touch;
  const isRooted = /^[/~]/.test(place.text);
  const path = isRooted || dir === null || dir === '.' ? place.text : `${dir}/${place.text}`;
  const tidy = normalised(path);
  const device = deviceAt(tidy, access);
  const secret = await secretOf(touch, tidy, dir, isInside);
  if (secret !== null) return { class: 'credentials', subject: secret, known: true, usual: false, path: tidy };
  const isHidden =
    !place.known ||
    place.text === '' ||
    place.text.length > MAX_PATH ||
    (dir === null && !isRooted) ||
    leadsAway(touch);
  if (isHidden) return { class: UNKNOWN[access], subject: shown(touch), known: false, usual: false, path: null };
  if (device !== null) return ofDevice(device, tidy);
  const target = place.glob ? fixedFolder(place.text) : place.text;
  if (await isInside(target, dir ?? '.')) return insideOf(touch, tidy, dir, isInside);
  return outsideOf(touch, tidy);
}

/** A pattern over several folders may follow a link on its way, and what it changes would be somewhere else. */
function leadsAway({ place, access }: Touch): boolean {
  const text = place.text.replace(/\/\*$/, '');
  if (place.glob && place.text.slice(place.text.search(/[*?[]/)).includes('/..')) return true;
  return place.glob && access !== 'read' && isDeepPattern(place.text) && isDeepPattern(`${text}/`);
}

async function secretOf(touch: Touch, tidy: string, dir: string | null, isInside: IsInside): Promise<string | null> {
  const { access, extent } = touch;
  if (access === 'write' || access === 'delete') return secretToWrite(tidy) ? tidy : null;
  if (secretPlace(tidy) !== null) return tidy;
  const isWide = extent === 'tree' && holdsSecrets(touch.place.glob ? fixedFolder(tidy) : tidy);
  return isWide && !(await isInside(touch.place.text, dir ?? '.')) ? `everything in ${tidy}` : null;
}

function ofDevice({ class: what, subject, usual }: Device, path: string): Placed {
  return { class: what, subject, known: true, usual, path };
}

/** Git and the agents take their orders from these. */
const COMMANDING =
  /(?:^|\/)(?:\.git|\.clutch|\.claude|\.codex|\.gemini|\.opencode|\.openclaw|\.mcp\.json|opencode\.jsonc?)(?:\/|$)/;

async function insideOf(touch: Touch, tidy: string, dir: string | null, isInside: IsInside): Promise<Placed> {
  const { access, subject, place, extent } = touch;
  const at = { known: true, usual: true, path: tidy };
  if (access === 'read') return { ...at, class: 'read', subject: '' };
  if (access === 'run') return { ...at, class: 'write-in-scope', subject };
  const orders = COMMANDING.exec(tidy)?.[0].replaceAll('/', '');
  if (orders !== undefined) {
    return { ...at, usual: false, class: access === 'delete' ? 'destructive' : 'write-out-of-scope', subject: orders };
  }
  if (access === 'delete' && extent === 'tree' && (await isWhole(place, dir, isInside))) {
    return { ...at, usual: false, class: 'destructive', subject: 'the whole worktree' };
  }
  return { ...at, class: 'write-in-scope', subject };
}

/** What has the worktree around it is all of it, by whatever name; so is everything that lies there. */
async function isWhole(place: Arg, dir: string | null, isInside: IsInside): Promise<boolean> {
  if (place.glob && !/^[*?.]+$/.test(nameOf(place.text))) return false;
  const target = place.glob ? fixedFolder(place.text) : place.text;
  return !(await isInside(`${target}/..`, dir ?? '.'));
}

/** Everybody may look here: the system's own programs and what they are configured by. */
const SYSTEM =
  /^\/(?:usr|bin|sbin|lib|lib32|lib64|libx32|opt|nix\/store|System|Library\/Developer|Applications|snap|etc\/(?:os-release|lsb-release|debian_version|hostname|hosts|timezone|localtime|locale\.(?:conf|gen)|shells|services|protocols|resolv\.conf|nsswitch\.conf|ssl\/certs|alternatives|apt\/sources\.list(?:\.d)?|issue|ld\.so\.conf(?:\.d)?)|proc\/(?:cpuinfo|meminfo|version|loadavg|uptime|stat|filesystems|self\/(?:status|limits|cgroup))|sys\/(?:fs\/cgroup|devices\/system\/cpu))(?:\/|$)/;
const NETWORK_FILES =
  /^\/etc\/(?:hosts|resolv\.conf|network|netplan|NetworkManager|nftables\.conf|iptables|dhcp|systemd\/(?:network|resolved\.conf)|wpa_supplicant)/;

function outsideOf(touch: Touch, tidy: string): Placed {
  const { access, extent, place, subject } = touch;
  // Behind a name `..` leads out of wherever a link of that name points to.
  const isGuess = climbsFromName(place.text);
  const isFolder = /(?:^|\/)\.\.$/.test(tidy);
  const at = { known: !isGuess, usual: false, path: isGuess ? null : tidy };
  const where = extent === 'tree' ? `${tidy}/**` : extent === 'folder' || place.glob || isFolder ? tidy : named(tidy);
  if (access === 'read') {
    const isSystem = !isGuess && SYSTEM.test(tidy) && extent !== 'tree';
    return { ...at, class: 'read', subject: isSystem ? '' : where, usual: isSystem };
  }
  if (access === 'run') {
    // What comes through a pipe is another script each time, and what stands in a search path is any program.
    const known = at.known && !/^\/dev\/|^\/proc\//.test(tidy) && !/^\w+=/.test(subject);
    return { ...at, known, class: 'unknown', subject: subject.includes(tidy) ? subject : `${subject} in ${tidy}` };
  }
  if (access === 'write' && NETWORK_FILES.test(tidy)) return { ...at, class: 'network-configuration', subject: tidy };
  if (access === 'delete') return { ...at, class: 'destructive', subject: shown(touch, tidy) };
  return { ...at, class: 'write-out-of-scope', subject: where };
}

/** The folder, but where that is everybody's the file itself: a yes to one file at home is none to the next. */
function named(path: string): string {
  const folder = folderOf(path);
  return holdsSecrets(folder) ? path : folder;
}

function shown({ access, place, command }: Touch, path = place.text): string {
  return `${command[0] ?? access} ${path}`.slice(0, 200);
}
