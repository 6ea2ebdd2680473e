/**
 * `npm run package`: builds for production and packs `clutch-<version>.vsix`. It fails when the package is 2 MB or
 * more, holds a file that only development needs, or cannot be installed into a real VS Code.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createVSIX } from '@vscode/vsce';
import * as z from 'zod';
import { buildAll } from './lib/bundles.ts';
import { messageOf } from './lib/process.ts';
import { inRepository, repositoryRoot } from './lib/repository.ts';
import { createScratch } from './lib/scratch.ts';
import { installExtension } from './lib/vscode-host.ts';
import { zipNames } from './lib/zip-names.ts';

const megabyte = 1_000_000;
const maximumBytes = 2 * megabyte;

/** What a .vsix may hold. vsce itself adds the first two and renames the last three. */
const allowed = [
  /^\[Content_Types\]\.xml$/u,
  /^extension\.vsixmanifest$/u,
  /^extension\/package(\.nls(\.[\w-]+)?)?\.json$/u,
  /^extension\/(readme\.md|changelog\.md|LICENSE\.txt)$/u,
  /^extension\/docs\/images\/run-dark\.png$/u,
  // The server shows the page of a rule.
  /^extension\/docs\/rules(?:\.md|\/CL\d{3}\.md)$/u,
  /^extension\/dist\/[\w.-]+\.(cjs|mjs)$/u,
  /^extension\/dist\/role-prompts\/(parts\/)?[\w-]+\.md$/u,
  /^extension\/dist\/webviews\/[\w.-]+\.(js|css|ttf)$/u,
  /^extension\/snippets\/[\w.-]+$/u,
  /^extension\/schemas\/json\/[\w.-]+\.json$/u,
  /^extension\/client\/icons\/[\w.-]+\.(svg|png)$/u,
];

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(inRepository('package.json'), 'utf8')));
  const name = `clutch-${version}.vsix`;
  const path = inRepository(name);
  await buildAll({ production: true });
  await createVSIX({
    cwd: repositoryRoot,
    packagePath: path,
    dependencies: false,
    allowMissingRepository: true,
    // The README's picture is in the package, and its other links lead into the repository.
    rewriteRelativeLinks: false,
  });
  const bytes = inspect(path);
  const installed = await tryInstall(path);
  console.log(`${name}: ${(bytes / megabyte).toFixed(2)} MB, ${installed} installed into a real VS Code.`);
}

/** Returns the size in bytes. */
function inspect(path: string): number {
  const { size } = statSync(path);
  const strangers = zipNames(readFileSync(path)).filter((name) => !allowed.some((pattern) => pattern.test(name)));
  if (strangers.length > 0) {
    const list = strangers.join(', ');
    throw new Error(`${path} holds files that nobody needs at run time: ${list}. Correct .vscodeignore.`);
  }
  if (size >= maximumBytes) {
    throw new Error(
      `${path} is ${(size / megabyte).toFixed(2)} MB; it has to stay under ${maximumBytes / megabyte} MB.`,
    );
  }
  return size;
}

/** Returns the identifier under which VS Code installed it. */
async function tryInstall(path: string): Promise<string> {
  const { path: extensionsDir, remove } = createScratch();
  try {
    await installExtension(path, extensionsDir);
    const found = readdirSync(extensionsDir).find((folder) => folder.startsWith('clutch.clutch-'));
    if (found === undefined) throw new Error(`VS Code did not install ${path}.`);
    return found;
  } finally {
    remove();
  }
}
