/** What clients ask about this machine: its projects, its setup, its health, and where to begin. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DoctorMethod, DoctorReport } from '#schemas/protocol/doctor.ts';
import { Overview, OverviewChangedMethod, OverviewMethod } from '#schemas/protocol/overview.ts';
import {
  AttachProjectMethod,
  DetachProjectMethod,
  ListProjectsMethod,
  ListProjectsResult,
  RegisteredProject,
} from '#schemas/protocol/projects.ts';
import { SessionEntryMethod, SessionEntryResult } from '#schemas/protocol/session-entry.ts';
import {
  CurrentSetup,
  CurrentSetupMethod,
  PlanSetupMethod,
  SetupPlan,
  WriteSetupMethod,
} from '#schemas/protocol/setup.ts';
import { attach, type ServerLink } from '../../server/cli/connect.ts';
import { createClutch } from '../helpers/clutch.ts';
import { createPlanProject, type PlanProject } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';

const withServer = (work: (link: ServerLink, project: PlanProject, home: string) => Promise<void>) =>
  withTempDir(async (temp) => {
    const project = createPlanProject(temp, [{ workstreams: [{ name: 'alpha' }] }]);
    const clutch = createClutch(path.join(temp, 'home'));
    await clutch.run(temp, 'server', 'start');
    const link = await attach(clutch.home);
    assert.ok(link);
    try {
      await work(link, project, clutch.home);
    } finally {
      link.close();
      await clutch.dispose();
    }
  });

test('a detached project leaves the overview of every window, which is told, and comes back', () =>
  withServer(async (link, { root }) => {
    let told = 0;
    link.onNotification(OverviewChangedMethod, () => (told += 1));
    const shown = async () =>
      Overview.parse(await link.request(OverviewMethod, { folders: [root] })).projects.map((project) => project.root);
    assert.deepEqual(await shown(), [root]);
    const detached = RegisteredProject.parse(await link.request(DetachProjectMethod, { folder: root }));
    assert.equal(detached.state, 'detached');
    assert.deepEqual(await shown(), []);
    const { projects } = ListProjectsResult.parse(await link.request(ListProjectsMethod, { folders: [root] }));
    assert.deepEqual(
      projects.map(({ state }) => state),
      ['detached'],
    );
    await link.request(AttachProjectMethod, { folder: root });
    assert.deepEqual(await shown(), [root]);
    await until(() => told > 0, { what: 'the windows are told' });
  }));

test('what is no project is refused with a sentence', () =>
  withServer(async (link, { root }) => {
    const nowhere = path.join(root, 'nowhere');
    await assert.rejects(link.request(AttachProjectMethod, { folder: nowhere }), /is no folder/);
    await assert.rejects(link.request(AttachProjectMethod, { folder: 'relative' }), /An absolute path/);
  }));

test('a setup is written exactly as it was planned', () =>
  withServer(async (link, _project, home) => {
    const before = CurrentSetup.parse(await link.request(CurrentSetupMethod));
    assert.deepEqual([before.home, before.isSetUp], [home, false]);
    const answers = { name: 'attic', autoAttach: 'always' };
    const { files, seen } = SetupPlan.parse(await link.request(PlanSetupMethod, { answers }));
    assert.equal(existsSync(path.join(home, 'config.json')), false);
    await assert.rejects(link.request(WriteSetupMethod, { answers, seen: 'other' }), /has changed since it was shown/);
    await link.request(WriteSetupMethod, { answers, seen });
    const config = files.find((file) => file.path === path.join(home, 'config.json'));
    assert.equal(readFileSync(path.join(home, 'config.json'), 'utf8'), config?.after);
    assert.equal(CurrentSetup.parse(await link.request(CurrentSetupMethod)).isSetUp, true);
  }));

test('a report and an entry come from the same server that knows the runs', () =>
  withServer(async (link, { root }) => {
    const { findings } = DoctorReport.parse(await link.request(DoctorMethod, { folders: [root] }));
    const stateOf = (id: string) => findings.find((one) => one.id === id)?.state;
    assert.deepEqual(
      [stateOf('journal'), stateOf(`git.repository.${root}`), stateOf('server.running')],
      ['ok', 'ok', 'ok'],
    );
    const { entry, text } = SessionEntryResult.parse(await link.request(SessionEntryMethod, { folder: root }));
    assert.equal(entry?.live, true);
    assert.match(text ?? '', /^# project\n/);
  }));
