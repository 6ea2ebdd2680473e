import { act, type Call, each, harmless, own, type Program, type Programs, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import { hostOf, reachHost } from '../hosts.ts';

/** How an interpreter is told what to run. */
interface Interpreter {
  /** Options with code behind them. */
  readonly code: readonly string[];
  /** Options with a value. */
  readonly takes: readonly string[];
  /** Options with a file that is run before. */
  readonly loads?: readonly string[];
  /** Code that does nothing but print. */
  readonly prints: RegExp;
  /** Options that need no script. */
  readonly alone?: RegExp;
}

/**
 * Words, numbers and quoted text, without a call: nothing of that does anything. The texts are short and trimmed, and no
 * two repetitions of these patterns fit the same characters.
 */
const PYTHON_PRINTS = /^(?:import [\w., ]+[;\n] ?)*print\((?:[\w\s.+*/%,[\]-]|'[^'\\\n]*'|"[^"\\\n]*")*\);?$/;
const NODE_VALUE =
  /require\(['"][\w./-]+\.json['"]\)(?:\.[a-zA-Z_]\w*)*|process\.(?:version|versions\.\w+|platform|arch)|[\d .+*/%-]|'[^'\\\n]*'|"[^"\\\n]*"/;
const NODE_PRINTS = new RegExp(`^(?:console\\.log\\()?(?:${NODE_VALUE.source})*\\)?;?$`);
const QUOTED_PRINT = /^(?:print|puts|p|echo)[ (]*(?:'[^'\\\n$@#]*'|"[^"\\\n$@#`]*"|\d+)[ );]*$/;
const MAX_PRINT = 300;

function isPrinting(code: Arg | undefined, prints: RegExp): boolean {
  if (code?.known !== true || code.text.length > MAX_PRINT) return false;
  return prints.test(code.text.trim()) && !/environ|__/.test(code.text);
}

const NODE: Interpreter = {
  code: ['-e', '--eval', '-p', '--print', '-pe'],
  takes: ['-C', '--conditions', '--env-file', '--test-name-pattern', '--test-reporter', '--title', '--inspect-port'],
  loads: ['-r', '--require', '--import', '--loader', '--experimental-loader', '--env-file', '--env-file-if-exists'],
  prints: NODE_PRINTS,
  alone: /^(?:--test|--run|-v|-h)/,
};

const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  node: NODE,
  nodejs: NODE,
  tsx: NODE,
  'ts-node': NODE,
  ruby: { code: ['-e'], takes: ['-I', '-C'], loads: ['-r'], prints: QUOTED_PRINT, alone: /^-v/ },
  perl: {
    code: ['-e', '-E', '-ne', '-pe', '-ane', '-lane', '-lne', '-i', '-pi'],
    takes: ['-I'],
    prints: QUOTED_PRINT,
    alone: /^-v/,
  },
  php: { code: ['-r', '-B', '-R', '-E'], takes: ['-d', '-c'], prints: QUOTED_PRINT, alone: /^-[vmi]/ },
  lua: { code: ['-e'], takes: ['-l'], prints: QUOTED_PRINT, alone: /^-v/ },
  Rscript: { code: ['-e'], takes: [], prints: QUOTED_PRINT },
  julia: { code: ['-e', '-E'], takes: ['-p', '-t'], loads: ['-L'], prints: QUOTED_PRINT, alone: /^-v/ },
  osascript: { code: ['-e'], takes: [], prints: /^$/ },
  groovy: { code: ['-e'], takes: [], prints: /^$/ },
};

export const interpreters: Programs = {
  ...Object.fromEntries(Object.entries(INTERPRETERS).map(([name, one]) => [name, interpreting(one)])),
  ...each('python pypy', python),
  deno: (call) => {
    const [verb, ...rest] = call.args;
    if (verb === undefined || !/^(?:run|test|check|lint|fmt|task|bench|doc|compile|serve)$/.test(verb.text)) {
      const what = /^(?:install|add|remove|cache|upgrade)$/.test(verb?.text ?? '') ? 'package-install' : 'unknown';
      return [act(call, what, `deno ${verb?.text ?? ''}`.trim(), { known: false })];
    }
    const place = rest.find(({ text }) => !text.startsWith('-'));
    return place && verb.text === 'run' ? script(call, place) : [own(call, `deno ${verb.text}`)];
  },
};

function interpreting({ code, takes, loads = [], prints, alone }: Interpreter): Program {
  return (call) => {
    const deeds: Deed[] = [];
    for (let at = 0; at < call.args.length; at += 1) {
      const arg = call.args[at] as Arg;
      const next = call.args[at + 1];
      const [name = ''] = arg.text.split('=');
      if (arg.splits) return [...deeds, unknownCode(call)];
      if (code.includes(name)) {
        const text = arg.text.includes('=') ? { ...arg, text: arg.text.slice(name.length + 1) } : next;
        return [...deeds, ...(isPrinting(text, prints) ? harmless(call) : [unknownCode(call)])];
      }
      if (loads.includes(name)) {
        const place = arg.text.includes('=') ? { ...arg, text: arg.text.slice(name.length + 1) } : next;
        if (place) deeds.push(name.includes('env') ? touch(call, 'read', place) : loaded(call, place));
      }
      if (arg.text === '-') return [...deeds, unknownCode(call)];
      if (!arg.text.startsWith('-')) return [...deeds, ...script(call, arg)];
      // The rest of a group of letters may be code: `perl -pie`.
      if (/^-[a-zA-Z]*[eE][a-zA-Z]*$/.test(arg.text) && code.includes('-e') && !takes.includes(arg.text))
        return [...deeds, unknownCode(call)];
      if (alone?.test(arg.text) === true)
        return [...deeds, own(call, `${call.name} ${arg.text}`), ...files(call, `${call.name} ${arg.text}`, at + 1)];
      if ((takes.includes(name) || loads.includes(name)) && !arg.text.includes('=')) at += 1;
    }
    return [...deeds, unknownCode(call)];
  };
}

/** `node --test folder`: what stands behind is run as well. */
function files(call: Call, subject: string, from: number): readonly Deed[] {
  const places = call.args.slice(from).filter(({ text }) => !text.startsWith('-'));
  return places.map((place) => own(call, subject, place));
}

function unknownCode(call: Call): Deed {
  return { ...act(call, 'unknown', `${call.name} with code of its own`), known: false };
}

/** A module by its name comes with the packages of the project. */
function loaded(call: Call, place: Arg): Deed {
  if (/^[a-z]+:/i.test(place.text)) return unknownCode(call);
  return own(call, call.name, /^[\w@][\w./@-]*$/.test(place.text) ? HERE : place);
}

function script(call: Call, place: Arg): readonly Deed[] {
  if (/^[a-z]+:\/\//i.test(place.text)) return [reachHost(call, hostOf(place), place.text), unknownCode(call)];
  return [own(call, `${call.name} ${place.text}`, place)];
}

const MODULES =
  /^(?:pytest|unittest|mypy|ruff|black|isort|flake8|pylint|tox|nox|build|compileall|json\.tool|coverage|timeit|doctest|py_compile|pyflakes|pyright|pre_commit|sphinx|mkdocs|this|platform|sysconfig|site|cProfile|pdb|trace|zipapp|calendar|tabnanny|ast|dis|tokenize)$/;

function python(call: Call): readonly Deed[] {
  for (let at = 0; at < call.args.length; at += 1) {
    const arg = call.args[at] as Arg;
    const next = call.args[at + 1];
    if (arg.splits || arg.text === '-') return [unknownCode(call)];
    if (/^-[bBdEhiIOPqsSuvVx]*c/.test(arg.text)) {
      const code = arg.text.endsWith('c') ? next : { ...arg, text: arg.text.slice(arg.text.indexOf('c') + 1) };
      const prints = isPrinting(code, PYTHON_PRINTS);
      return prints ? harmless(call) : [unknownCode(call)];
    }
    if (/^-[bBdEhiIOPqsSuvVx]*m/.test(arg.text)) {
      const name = arg.text.endsWith('m') ? next : { ...arg, text: arg.text.slice(arg.text.indexOf('m') + 1) };
      return module(call, name, call.args.slice(at + (arg.text.endsWith('m') ? 2 : 1)));
    }
    if (/^-[WX]$/.test(arg.text)) at += 1;
    else if (!arg.text.startsWith('-')) return script(call, arg);
    else if (/^(?:-V+|--version|-h)$/.test(arg.text)) return harmless(call);
  }
  return [unknownCode(call)];
}

function module(call: Call, name: Arg | undefined, rest: readonly Arg[]): readonly Deed[] {
  const subject = `python -m ${name?.text ?? ''}`;
  if (name?.known !== true) return [unknownCode(call)];
  if (name.text === 'venv' || name.text === 'virtualenv')
    return touches(
      call,
      'write',
      rest.filter(({ text }) => !text.startsWith('-')),
    );
  if (name.text === 'http.server') return [act(call, 'network', `${subject} (it listens)`)];
  if (/^(?:pip|pipx|uv|poetry|twine|pytest|coverage|mypy|ruff)$/.test(name.text)) return call.run([name, ...rest]);
  if (MODULES.test(name.text))
    return [
      own(call, subject),
      ...touches(
        call,
        'read',
        rest.filter(({ text }) => !text.startsWith('-')),
      ),
    ];
  return [act(call, 'unknown', subject, { known: false })];
}
