import { test } from 'node:test';
import assert from 'node:assert/strict';
import { describeProject } from '../../../server/cli/peers.ts';
import { machineOf, requestOf, sharedHere } from '../../../server/cli/shared-projects.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { peer, request, sharedProject, staleProject } from '../../helpers/webview/shared-projects.ts';

test('machines stand in a table with role, state, age, work, clock and where the role is from', () => {
  const text = describeProject(sharedProject);
  assert.match(text, /^notes-4711 {2}\/home\/ana\/notes\n {2}file \/mnt\/team\/share, class A\n/);
  assert.match(
    text,
    /lab +worker +fresh +just now +running tests +1 +phase 2, api +index completed, .* +no difference seen +roster 4 of desk/,
  );
  assert.match(text, /attic +worker +stale +9 min ago .*at least 3 min 10 s behind/);
  assert.match(text, /! attic: No beat since 96.*\n.*! attic: Its clock is 3 min 10 s behind/);
});

test('what is wrong with this view comes before the machines', () => {
  const lines = describeProject(staleProject).split('\n');
  assert.match(lines[2] ?? '', /! stale-view: This machine’s own beat has not come back/);
  assert.match(lines[3] ?? '', /! 3 records are not delivered/);
  assert.match(lines[4] ?? '', /! shed wants to join as worker \(ABCD EFGH IJKL\): clutch members confirm shed/);
  assert.match(lines.join('\n'), /desk +main +unknown +2 min ago/);
});

test('what another machine says cannot steer the terminal', () => {
  const evil = peer('lab', { activity: 'a\u001b[2Jb', problems: ['c\u0007d'], freshness: 'fresh' });
  // oxlint-disable-next-line no-control-regex -- these characters are what must not be there.
  assert.doesNotMatch(describeProject({ ...sharedProject, peers: [evil] }), /[\u0007\u001b]/);
});

test('a machine is named by id or name; what names none or several says whom there is', () => {
  const twins = [peer('lab-1', { name: 'lab' }), peer('lab-2', { name: 'Lab' })];
  assert.equal(machineOf(sharedProject, 'ALL'), 'all');
  assert.equal(machineOf(sharedProject, 'Lab'), 'lab');
  assert.throws(() => machineOf(sharedProject, 'nobody'), /no machine “nobody”.*all, lab, attic/);
  assert.throws(() => machineOf({ ...sharedProject, peers: twins }, 'lab'), /Several.*lab \(lab-1\), Lab \(lab-2\)/);
});

test('a request is named by an ending of its id that only one has', () => {
  const requests = [request('01-aaaa1111'), request('01-bbbb1111'), request('01-cccc2222')];
  const view = { ...sharedProject, requests };
  assert.equal(requestOf(view, '2222').id, '01-cccc2222');
  assert.equal(requestOf(view, 'BBBB1111').id, '01-bbbb1111');
  assert.throws(() => requestOf(view, '1111'), /2 requests end in “1111”/);
  assert.throws(() => requestOf(view, 'x'), /no request “x”/);
});

test('the project is the innermost shared one that the person stands in', () =>
  withTempDir(async (folder) => {
    const at = (root: string) => ({ ...sharedProject, project: root.slice(-5), root });
    const link = (roots: readonly string[]) => ({ request: () => Promise.resolve({ projects: roots.map(at) }) });
    assert.equal((await sharedHere(link([folder, '/', `${folder}-other`]), folder)).root, folder);
    await assert.rejects(
      sharedHere(link([`${folder}-other`]), folder),
      /is in no shared project. Shared are: .*-other/,
    );
    await assert.rejects(sharedHere(link([]), folder), /clutch share <folder> shares one/);
  }));
