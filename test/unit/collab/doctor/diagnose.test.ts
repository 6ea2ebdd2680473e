import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../../../server/collab/doctor/diagnose.ts';
import type { DoctorFacts, PeerFacts } from '../../../../server/collab/doctor/facts.ts';
import { adviseOnMount } from '../../../../server/collab/doctor/mount-advice.ts';
import type { MountKind } from '../../../../server/transports/file/class/mount.ts';

const mount = (kind: MountKind, options: readonly string[] = []) => ({
  kind,
  type: kind,
  point: '/mnt/nas',
  source: 'nas:/team',
  options,
});
const checks = {
  linkIsExclusive: true,
  createIsExclusive: true,
  renameWorks: true,
  folderFsync: true,
  listingShowsNew: true,
  caseSensitive: true,
  longNames: true,
  said: [],
};
const healthy: DoctorFacts = {
  folder: '/mnt/nas/team',
  platform: 'linux',
  mount: mount('local'),
  sync: null,
  probe: { outcome: 'done', step: null, error: null, names: [], checks, freeBytes: 1e12 },
  own: { publish: { p50: 3, p99: 9, count: 20 }, listed: { p50: 4, p99: 9, count: 20 } },
  peer: null,
};
const met: PeerFacts = {
  answered: true,
  race: { result: 'atomic', names: 48, doubles: 0, contested: 3, why: 'One winner each.' },
  latency: { p50: 8, p99: 20, count: 20 },
  skewMs: 12,
  skewErrorMs: 2,
};
const severityOf = (facts: DoctorFacts, id: string): string | undefined =>
  diagnose(facts).findings.find((finding) => finding.id === id)?.severity;
const idsOf = (kind: MountKind, ...options: string[]): readonly string[] =>
  adviseOnMount(mount(kind, options)).map(({ id }) => id);

describe('what is said about a folder', () => {
  it('is that all is well where it is, and what a second machine would show', () => {
    assert.deepEqual(new Set(diagnose(healthy).findings.map(({ severity }) => severity)), new Set(['good', 'note']));
    assert.equal(diagnose(healthy).class.class, 'unknown');
    assert.equal(diagnose({ ...healthy, peer: met }).class.class, 'A');
  });

  it('is B with the reason where two machines got one name', () => {
    const race = { result: 'double', names: 16, doubles: 16, contested: 1, why: '16 of 16 names.' } as const;
    const found = diagnose({ ...healthy, peer: { ...met, race } });
    assert.equal(found.class.class, 'B');
    assert.match(found.class.why, /16 of 16 names/);
  });

  it('is B where links are not exclusive, whatever a race said', () => {
    const probe = { ...healthy.probe, checks: { ...checks, linkIsExclusive: false } };
    assert.equal(diagnose({ ...healthy, probe, peer: met }).class.class, 'B');
  });

  it('names a mount that hangs, with the step', () => {
    const probe = { ...healthy.probe, outcome: 'hangs', step: 'list' } as const;
    const [worst] = diagnose({ ...healthy, probe }).findings;
    assert.equal(worst?.severity, 'problem');
    assert.match(worst.text, /does not return \(list\)/);
  });

  it('says what to do about rights, a full disk and a folder that is not there', () => {
    const todoFor = (code: string): string | null | undefined =>
      diagnose({ ...healthy, probe: { ...healthy.probe, outcome: 'failed', step: 'list', error: { code, text: '' } } })
        .findings[0]?.todo;
    assert.match(todoFor('EACCES') ?? '', /right to write/);
    assert.match(todoFor('ENOSPC') ?? '', /room/);
    assert.match(todoFor('ENOENT') ?? '', /exists/);
  });

  it('counts little space, a slow folder, and a clock that is off', () => {
    assert.equal(severityOf({ ...healthy, probe: { ...healthy.probe, freeBytes: 1e6 } }, 'space'), 'problem');
    assert.equal(severityOf({ ...healthy, peer: { ...met, skewMs: -90_000 } }, 'skew'), 'warning');
    assert.equal(severityOf({ ...healthy, peer: { ...met, skewMs: -90_000, skewErrorMs: 95_000 } }, 'skew'), 'good');
    assert.equal(severityOf({ ...healthy, peer: { ...met, answered: false, race: null } }, 'no-answer'), 'problem');
    const slow = { publish: { p50: 5_000, p99: 9_000, count: 20 }, listed: { p50: 4, p99: 9, count: 20 } };
    assert.equal(severityOf({ ...healthy, own: slow }, 'speed'), 'warning');
  });
});

describe('what is said about mount options', () => {
  it('names those of NFS that hurt, and no others', () => {
    assert.deepEqual(idsOf('nfs', 'rw', 'hard', 'acregmax=3', 'acdirmax=3'), []);
    assert.deepEqual(idsOf('nfs', 'soft', 'noac', 'nolock'), ['soft-mount', 'noac', 'nolock']);
    assert.deepEqual(idsOf('nfs', 'hard'), ['nfs-attribute-cache']);
  });

  it('names the deferred close and the loose cache of SMB', () => {
    assert.deepEqual(idsOf('smb', 'closetimeo=0', 'cache=strict'), []);
    assert.deepEqual(idsOf('smb', 'closetimeo=1000', 'cache=loose'), ['smb-deferred-close', 'smb-loose-cache']);
  });

  it('warns of the listings that sshfs remembers, and of a mount that is read-only', () => {
    assert.deepEqual(idsOf('sshfs', 'rw'), ['sshfs-dir-cache']);
    assert.deepEqual(idsOf('local', 'ro'), ['read-only-mount']);
  });
});
