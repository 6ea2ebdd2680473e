// The dependency rule as data. `dependency-rule.mjs` enforces it, ARCHITECTURE.md explains it.
//
// A package is named without its subpaths ('zod' covers 'zod/v4'); a name that ends in '/' or ':' covers all that starts
// with it. A folder always may import itself, and a folder named in `folders` brings its subfolders with it.

const window = ['vscode', 'node:', 'zod'];

/**
 * The layers: the longest `folder` that holds a file decides. `packages` lists all that it may import; where it is
 * absent, everything but `neverPackages` is allowed.
 *
 * @typedef {object} Layer
 * @property {string} folder
 * @property {readonly string[]} folders
 * @property {readonly string[]} [neverFolders] exceptions inside `folders`
 * @property {readonly string[]} [packages]
 * @property {readonly string[]} [neverPackages]
 *
 * @type {readonly Layer[]}
 */
export const layers = [
  { folder: 'schemas', folders: [], packages: ['zod'] },
  { folder: 'schemas/discovery-words.ts', folders: ['schemas'], packages: ['@vscode/l10n'] },
  { folder: 'client', folders: ['schemas'], packages: [...window, 'vscode-languageclient'] },
  { folder: 'client/ui', folders: ['schemas', 'client'], neverFolders: ['client/features'], packages: window },
  {
    folder: 'client/server-link',
    folders: ['schemas', 'client'],
    neverFolders: ['client/features'],
    packages: [...window, 'vscode-languageclient'],
  },
  { folder: 'server', folders: ['schemas'], neverPackages: ['vscode', 'vscode-languageclient', '@vscode/'] },
  { folder: 'server/language', folders: ['schemas'], packages: ['zod', '@lezer/', 'yaml'] },
  { folder: 'server/engine', folders: ['schemas'], packages: ['zod', '@lezer/', 'yaml'] },
  { folder: 'server/permissions', folders: ['schemas'], packages: ['zod', 'unbash'] },
  { folder: 'server/away/policy', folders: ['schemas', 'server/language', 'server/permissions'], packages: ['zod'] },
  {
    folder: 'webviews',
    folders: ['schemas'],
    neverPackages: ['vscode', 'vscode-languageclient', 'vscode-languageserver', 'vscode-jsonrpc', 'node:'],
  },
];

/**
 * Packages with one room of their own: no other file of the product imports them.
 *
 * @type {readonly { packages: readonly string[], rooms: readonly string[] }[]}
 */
export const rooms = [
  { packages: ['@vscode/webview-ui-toolkit'], rooms: ['webviews/kit'] },
  {
    packages: ['vscode-languageserver', 'vscode-languageserver-protocol', 'vscode-languageserver-textdocument'],
    rooms: ['server/lsp'],
  },
  { packages: ['@vscode/l10n'], rooms: ['webviews', 'schemas/discovery-words.ts'] },
  { packages: ['@dagrejs/', 'uplot'], rooms: ['webviews/monitor'] },
  // The language client hands its connection on; the command line and the socket speak plain JSON-RPC.
  { packages: ['vscode-jsonrpc'], rooms: ['server/cli', 'server/ipc', 'server/lsp'] },
  { packages: ['@agentclientprotocol/'], rooms: ['server/runtimes'] },
  { packages: ['@modelcontextprotocol/'], rooms: ['server/mcp'] },
  { packages: ['node:sqlite'], rooms: ['server/store', 'server/platform/lock.ts', 'server/watcher'] },
  { packages: ['simple-git'], rooms: ['server/platform'] },
  { packages: ['@nats-io/'], rooms: ['server/transports/nats'] },
  { packages: ['unbash'], rooms: ['server/permissions'] },
];

/** Folders whose subfolders never import each other; the files directly in them list the subfolders. */
export const strangers = ['client/features'];
