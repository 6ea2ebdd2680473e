/** What it costs to classify a command that an agent usually runs; where its paths lie is answered at once. */
import { classifyCommand } from '../../server/permissions/classify-command.ts';
import { median, percentile, report } from './lib/figure.ts';

const ROUNDS = 500;
const USUAL = [
  'npm test',
  'git status && git diff HEAD~1 -- src | head -50',
  'rm -rf node_modules && npm ci',
  "sed -n '1,200p' src/index.ts",
  'cd packages/api && npm run build 2>&1 | tail -20',
  'grep -rn "foo" src --include=*.ts | sort | uniq -c',
  'for file in src/*.ts; do head -5 "$file"; done',
];

const samples: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  for (const command of USUAL) {
    const startedAt = performance.now();
    await classifyCommand(command, () => Promise.resolve(true));
    samples.push(performance.now() - startedAt);
  }
}
report({ name: 'classify', value: median(samples), unit: 'ms', bound: 0.2 });
report({ name: 'classify-p99', value: percentile(samples, 0.99), unit: 'ms', bound: 5 });
