import { test } from 'node:test';
import assert from 'node:assert/strict';
import { unitName, workerUnit } from '../../../../server/collab/service/worker-unit.ts';

const service = {
  node: '/usr/bin/node',
  program: '/opt/clutch/clutch.mjs',
  project: '/home/ana/notes',
  slots: '3',
  clutchHome: null,
  searchPath: '/usr/bin:/bin',
};

test('a unit starts the worker of one project with absolute paths, and again when it fails', () => {
  const text = workerUnit(service);
  assert.match(
    text,
    /^ExecStart="\/usr\/bin\/node" "\/opt\/clutch\/clutch\.mjs" "worker" "--project" "\/home\/ana\/notes" "--slots" "3"$/m,
  );
  assert.match(text, /^Restart=on-failure$/m);
  assert.match(text, /^WantedBy=default\.target$/m);
});

test('what systemd would read as its own is written so that it does not', () => {
  const text = workerUnit({ ...service, project: '/home/ana/50%/a "b" $HOME', clutchHome: '/x%h' });
  assert.match(text, /"\/home\/ana\/50%%\/a \\"b\\" \$\$HOME"/);
  assert.match(text, /^Environment="CLUTCH_HOME=\/x%%h"$/m);
});

test('two projects of one name have two units, and no name holds what a path may not', () => {
  assert.notEqual(unitName('/a/notes'), unitName('/b/notes'));
  assert.match(unitName('/a/Über Notes!'), /^clutch-worker-ber-notes-[0-9a-f]{6}\.service$/);
});
