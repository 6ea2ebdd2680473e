/** `npm run build [-- --production] [-- --watch]`: bundles the extension, server, command line, views and test suite. */
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { buildAll, bundles, hasEntries } from './lib/bundles.ts';
import { describeBuild, isBuildFailure } from './lib/build-report.ts';

const { values } = parseArgs({
  options: { production: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false } },
});

if (values.watch) await watch();
else await build();

async function build(): Promise<void> {
  const startedAt = performance.now();
  try {
    console.log(describeBuild(await buildAll({ production: values.production })));
    console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Rebuilds on every change until it is interrupted. The lines printed are what .vscode/tasks.json waits for. */
async function watch(): Promise<void> {
  const announce: esbuild.Plugin = {
    name: 'announce',
    setup(hooks) {
      hooks.onStart(() => console.log('[watch] build started'));
      hooks.onEnd(() => console.log('[watch] build finished'));
    },
  };
  for (const options of bundles({ production: values.production }).filter(hasEntries)) {
    const context = await esbuild.context({
      ...options,
      logLevel: 'warning',
      plugins: [...(options.plugins ?? []), announce],
    });
    await context.watch();
  }
}
