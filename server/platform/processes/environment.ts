/**
 * What agents and validation commands inherit. It is a deny list: which variables a toolchain needs (proxies,
 * certificates, SDK roots, version managers, API keys) cannot be known, and leaving one out breaks a project in ways
 * that nobody can explain. So everything passes that would be there in the person's own terminal, and only what
 * the server's own surroundings put there is taken out.
 */
const DENIED_NAMES = new Set([
  // They change what `node` is or does: in VS Code the server's own program is Electron told to act as Node.
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_NO_ATTACH_CONSOLE',
  'NODE_OPTIONS',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_TEST_CONTEXT',
  'NODE_UNIQUE_ID',
  // Set by a git hook or by VS Code's git, they point every `git` at another repository or at a window.
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_NAMESPACE',
  'GIT_ASKPASS',
  // They tell where the server stands, not where the program will.
  'INIT_CWD',
  'PWD',
  'OLDPWD',
  'SHLVL',
  '_',
]);
const DENIED_PREFIXES = ['VSCODE_', 'CLUTCH_', 'npm_', 'NPM_LIFECYCLE_'];

/** An agent that finds these believes that it runs inside itself, and refuses to start or talks to another window. */
const NESTED_AGENT_NAMES = new Set(['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CODEX_SANDBOX']);

/** For validation commands: what the person's own terminal would give them. */
export function commandEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return without(environment, isDenied);
}

/** For agents. The vendors' own variables (ANTHROPIC_*, OPENAI_*, GEMINI_*, …) pass: they are how an agent logs in. */
export function agentEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return without(environment, (name) => isDenied(name) || NESTED_AGENT_NAMES.has(name));
}

function isDenied(name: string): boolean {
  return DENIED_NAMES.has(name) || DENIED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function without(environment: NodeJS.ProcessEnv, denied: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !denied(name)));
}
