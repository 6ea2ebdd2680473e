import { act, type Call, each, harmless, named, own, type Program, type Programs, touch } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import { changed } from '../dirs.ts';
import { readOptions } from '../options.ts';

/** What the commands of a package manager do, by their names. */
interface Manager {
  readonly takes?: string;
  readonly installs?: string;
  readonly publishes?: string;
  readonly account?: string;
  /** Code of the worktree is built or run. */
  readonly runs?: string;
  readonly looks?: string;
  readonly reaches?: string;
  readonly hardware?: string;
  /** What stands behind is a command of its own. */
  readonly wraps?: string;
  readonly wrapTakes?: string;
  /** What stands behind is a program that is fetched first. */
  readonly fetches?: string;
  /** Folders by which it works somewhere else. */
  readonly folder?: readonly string[];
  /** For any other command. */
  readonly otherwise?: 'unknown' | 'package-install';
}

const MANAGERS: readonly (readonly [names: string, manager: Manager])[] = [
  [
    'pip',
    {
      takes: 'r requirement t target i index-url extra-index-url python prefix c constraint',
      installs: 'install download wheel uninstall',
      looks: 'list show freeze check inspect debug help',
      reaches: 'index search',
      account: 'config',
    },
  ],
  [
    'pipx',
    { installs: 'install upgrade upgrade-all inject uninstall reinstall', looks: 'list environment', fetches: 'run' },
  ],
  [
    'poetry pdm hatch rye',
    {
      takes: 'C directory P project',
      installs: 'add install update lock remove sync self',
      publishes: 'publish',
      account: 'config',
      looks: 'show check version env list',
      runs: 'build test',
      wraps: 'run',
      folder: ['C', 'directory', 'project'],
    },
  ],
  ['pipenv', { installs: 'install uninstall update lock sync', looks: 'graph check', wraps: 'run' }],
  [
    'conda mamba micromamba pixi',
    {
      takes: 'n name p prefix c channel f file e environment',
      installs: 'install create update upgrade remove uninstall env add',
      looks: 'list info',
      reaches: 'search',
      wraps: 'run exec',
      wrapTakes: 'n name p prefix',
    },
  ],
  [
    'cargo',
    {
      takes:
        'p package manifest-path target-dir features F j jobs bin example test target profile message-format color Z C',
      installs: 'add install update fetch remove rm vendor uninstall binstall',
      publishes: 'publish yank owner',
      hardware: 'flash embed espflash',
      account: 'login logout',
      runs: 'build b test t check c clippy fmt run r bench doc d nextest clean fix expand llvm-cov insta xtask',
      looks: 'tree metadata locate-project pkgid read-manifest version help',
      reaches: 'search info audit outdated deny',
      folder: ['C'],
    },
  ],
  [
    'go',
    {
      takes: 'C run o tags ldflags bench count timeout coverprofile',
      installs: 'get install mod work',
      runs: 'build test vet fmt run generate clean tool fix',
      looks: 'version list doc help',
      folder: ['C'],
    },
  ],
  [
    'gem',
    {
      installs: 'install update uninstall',
      publishes: 'push yank owner',
      account: 'signin signout',
      looks: 'list info contents which specification',
    },
  ],
  [
    'bundle bundler',
    {
      installs: 'install update add remove lock',
      looks: 'list show info check',
      wraps: 'exec',
      otherwise: 'package-install',
    },
  ],
  [
    'composer',
    {
      takes: 'd working-dir',
      installs: 'install update require remove create-project global',
      looks: 'show validate',
      runs: 'run run-script test dump-autoload',
      account: 'config',
    },
  ],
  ['rosdep', { installs: 'install update', looks: 'check resolve keys', otherwise: 'package-install' }],
  ['vcs', { reaches: 'import pull', looks: 'status diff export', otherwise: 'unknown' }],
  [
    'dotnet',
    {
      installs: 'add restore tool workload',
      runs: 'build test run clean format publish pack',
      publishes: 'nuget',
      looks: 'list sln',
    },
  ],
  [
    'mix',
    {
      installs: 'deps.get deps.update local.hex archive.install',
      publishes: 'hex.publish',
      runs: 'test compile format run',
    },
  ],
  [
    'apt apt-get aptitude dnf yum zypper pacman apk brew port snap flatpak nix nix-env nix-shell choco winget scoop opkg emerge',
    { looks: 'list show info policy search query leaves deps', otherwise: 'package-install' },
  ],
  ['dpkg rpm', { otherwise: 'package-install' }],
  [
    'asdf mise rtx rustup rvm rbenv pyenv sdk ghcup',
    { looks: 'list current which version versions show', wraps: 'exec x', otherwise: 'package-install' },
  ],
];

export const packages: Programs = {
  ...Object.fromEntries(MANAGERS.flatMap(([names, manager]) => Object.entries(each(names, managing(manager))))),
  uv: (call) => {
    const [verb, next, ...rest] = call.args;
    if (verb?.text === 'pip') return call.run([{ ...verb, text: 'pip' }, ...(next ? [next, ...rest] : [])]);
    if (verb?.text === 'tool' && next?.text === 'run') return fetched(call, rest);
    if (verb?.text === 'run') return wrapped(call, call.args.slice(1), 'with p python extra group env-file directory');
    if (verb?.text === 'publish') return [act(call, 'git-publish', 'uv publish')];
    if (verb?.text === 'build') return [own(call, 'uv build')];
    if (verb === undefined || verb.text === 'tree' || verb.text === 'version') return harmless(call);
    return [act(call, 'package-install', `uv ${verb.text}`), touch(call, 'write', HERE)];
  },
  uvx: (call) => fetched(call, call.args),
  twine: (call) => [act(call, 'git-publish', `twine ${call.args[0]?.text ?? ''}`)],
};

function managing(manager: Manager): Program {
  const has = (list: string | undefined, verb: string): boolean => list?.split(' ').includes(verb) === true;
  return (outer): readonly Deed[] => {
    const args = outer.args.filter(({ text }) => !/^\+[\w.-]+$/.test(text));
    const options = readOptions(args, manager.takes);
    const [verb] = options.operands;
    const folder = options.values(...(manager.folder ?? []))[0];
    const dirs = folder ? changed(outer.dirs, folder) : outer.dirs;
    const call = {
      ...named(outer, outer.name, ...options.operands.filter(({ known }) => known).map(({ text }) => text)),
      dirs,
    };
    if (verb === undefined)
      return manager.otherwise === 'package-install' ? [act(call, 'package-install', outer.name)] : harmless(call);
    if (!verb.known) return [act(call, 'unknown', outer.name, { known: false })];
    const word = verb.text;
    const subject = `${outer.name} ${word}`;
    const rest = args.slice(args.indexOf(verb) + 1);
    if (has(manager.installs, word)) return [act(call, 'package-install', subject), touch(call, 'write', HERE)];
    if (has(manager.publishes, word)) return [act(call, 'git-publish', subject)];
    if (has(manager.account, word)) return [act(call, 'credentials', subject)];
    if (has(manager.looks, word)) return [touch(call, 'read', HERE)];
    if (has(manager.hardware, word)) return [act(call, 'hardware', subject)];
    if (has(manager.reaches, word)) return [act(call, 'network', subject)];
    if (has(manager.wraps, word)) return wrapped(call, rest, manager.wrapTakes ?? '');
    if (has(manager.fetches, word)) return fetched(call, rest);
    if (has(manager.runs, word)) return built(call, subject, rest);
    return [act(call, manager.otherwise === 'package-install' ? 'package-install' : 'unknown', subject)];
  };
}

/** A program that nobody knows comes with the packages of the project. */
function wrapped(call: Call, args: readonly Arg[], takes: string): readonly Deed[] {
  const options = readOptions(args, takes);
  const [first] = options.operands;
  const adds = options.has('with', 'with-requirements', 'with-editable')
    ? [act(call, 'package-install', call.name)]
    : [];
  if (first === undefined) return [...adds, own(call, `${call.name} run`)];
  const isOwn = first.known && !first.glob && !first.text.includes('/') && !call.knows(first.text);
  const started = args.slice(args.indexOf(first));
  return [...adds, ...(isOwn ? [own(call, `${call.name} run ${first.text}`)] : call.run(started))];
}

/** Builds and runs what lies here, or what it is pointed to. */
function built(call: Call, subject: string, rest: readonly Arg[]): readonly Deed[] {
  const options = readOptions(rest, 'manifest-path project exec toolexec vettool');
  const places = [...options.operands, ...options.values('manifest-path', 'project')].filter(({ text }) =>
    /^(?:\/|~|\.\.)/.test(text),
  );
  const starts = options.values('exec', 'toolexec', 'vettool').length > 0 || options.unclear;
  return [
    own(call, subject),
    ...places.map((place) => own(call, subject, place)),
    ...(starts ? [act(call, 'unknown', subject, { known: false })] : []),
    ...(options.operands.some(({ text }) => /[^/]@/.test(text)) ? [act(call, 'package-install', subject)] : []),
  ];
}

function fetched(call: Call, args: readonly Arg[]): readonly Deed[] {
  const [first] = readOptions(args, 'from with p python spec').operands;
  const subject = `${call.name} ${first?.known === true ? first.text : '?'}`;
  return [act(call, 'package-install', subject, { known: first?.known === true })];
}
