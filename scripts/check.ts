/** `npm run check`: types, lint with the dependency rule, and format. Prints what a tool found, or that all is well. */
import { runChecks } from './lib/checks.ts';

for (const { name, passed, output, milliseconds } of await runChecks()) {
  console.log(`${name.padEnd(8)}${passed ? 'ok' : 'FAILED'}  ${(milliseconds / 1000).toFixed(1)} s`);
  if (passed) continue;
  console.log(output);
  process.exitCode = 1;
}
