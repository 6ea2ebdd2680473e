import { type Call, act, own } from './call.ts';
import { type Arg, type Deed, word } from './deed.ts';

/** Values that start nothing. */
const CALM = /^(?:cat|true|:|less|more|vi|vim|nano)?$/;
/** Programs are looked for in these, or code is taken from them. */
const PATHS = new Set(['PATH', 'PYTHONPATH', 'LD_LIBRARY_PATH', 'NODE_PATH', 'RUBYLIB', 'PERL5LIB', 'CLASSPATH']);
const CALM_WITH_VALUE: Readonly<Record<string, RegExp>> = {
  NODE_OPTIONS: /^(?:--(?:max-old-space-size=\d+|experimental-vm-modules|no-warnings|trace-warnings)\s*)*$/,
  GIT_PAGER: CALM,
  PAGER: CALM,
  MANPAGER: CALM,
  EDITOR: CALM,
  VISUAL: CALM,
  GIT_EDITOR: CALM,
  GIT_SEQUENCE_EDITOR: CALM,
  GIT_TERMINAL_PROMPT: /^\d?$/,
  IFS: /^.{0,3}$/s,
};
const SYSTEM = /^\/(?:usr\/(?:local\/)?)?s?bin$/;
const RISKY =
  /^(?:PAGER|MANPAGER|EDITOR|VISUAL|IFS|NODE_OPTIONS|HOME|PWD|OLDPWD|CDPATH|ENV|BASH_ENV|SHELL|BROWSER|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|PS[0-4]|LD_.*|DYLD_.*|GCONV_PATH|GIT_.*|SSH_ASKPASS|SUDO_ASKPASS|PYTHONSTARTUP|PYTHONHOME|PERL5OPT|RUBYOPT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|RUSTC_WRAPPER|RUSTC|MAKEFLAGS|LESSOPEN|LESSCLOSE|NPM_CONFIG_.*|PIP_.*|UV_.*|.*_PROXY|DOCKER_HOST|BASH_FUNC_.*)$/i;
const HARMLESS_GIT = /^GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE)$|^GIT_(?:OPTIONAL_LOCKS|MERGE_AUTOEDIT)$/;

/** What it means to set a variable: some decide which programs are started, so nothing behind them can be known. */
export function assignment(call: Call, name: string, value: Arg | null): readonly Deed[] {
  if (PATHS.has(name)) return value === null ? [] : searchPath(call, name, value);
  const calm = CALM_WITH_VALUE[name];
  const isCalm = value !== null && value.known && calm !== undefined && calm.test(value.text);
  if (RISKY.test(name) && !isCalm && !HARMLESS_GIT.test(name)) {
    return [act(call, 'unknown', `${name}=${value?.text ?? ''}`, { known: false })];
  }
  // Where the shell computes, it runs substitutions that stand in a variable.
  return value !== null && holdsSubstitution(value) ? [act(call, 'unknown', `${name}=…`, { known: false })] : [];
}

export function holdsSubstitution({ text, known }: Arg): boolean {
  return known && /\$\(|`|\$\{/.test(text);
}

function searchPath(call: Call, name: string, value: Arg): readonly Deed[] {
  return value.text.split(':').flatMap((place) => {
    if (place === `$${name}` || place === `\${${name}}` || SYSTEM.test(place)) return [];
    const isKnown = !place.includes('$') && !place.includes('`');
    return [
      own(call, `${name}=${place}`, isKnown ? word(place === '' ? '.' : place) : { ...word(place), known: false }),
    ];
  });
}
