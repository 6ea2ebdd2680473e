import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { whyNotDurable } from '../../../../server/transports/nats/describe.ts';
import { formatOf, machineOf, placeNames } from '../../../../server/transports/nats/names.ts';
import { connectionOptions, isReadableOnTheWay, publicPlace } from '../../../../server/transports/nats/options.ts';
import { TransportError } from '../../../../server/transports/transport.ts';
import { withTempDir } from '../../../helpers/temp.ts';

const optionsOf = (options: Parameters<typeof connectionOptions>[0]) => connectionOptions(options, 'main', 1_000);

describe('the address of a NATS server', () => {
  test('names a host, and nothing that is secret', () => {
    for (const url of ['nats://me:secret@host:4222', 'nats://token@host', 'https://host', 'host:4222', 'nats://', '']) {
      assert.throws(
        () => optionsOf({ url }),
        (error) =>
          error instanceof TransportError && error.code === 'not-startable' && !error.message.includes('secret'),
      );
    }
    assert.deepEqual(optionsOf({ url: 'nats://host:4222' }).servers, ['host:4222']);
    assert.equal(publicPlace('tls://host:4222/path?query'), 'tls://host:4222');
  });

  test('says whether the way to it is encrypted', () => {
    assert.equal(optionsOf({ url: 'nats://host' }).tls, undefined);
    assert.deepEqual(optionsOf({ url: 'tls://host', tls: { caFile: '/ca.pem' } }).tls, { caFile: '/ca.pem' });
    assert.equal(isReadableOnTheWay('nats://host:4222'), true);
    for (const url of ['tls://host', 'nats://127.0.0.1:4222', 'nats://[::1]:4222', 'nats://localhost']) {
      assert.equal(isReadableOnTheWay(url), false);
    }
  });

  test('comes with credentials of this machine', () =>
    withTempDir((folder) => {
      const url = 'nats://host';
      const { user, pass } = optionsOf({ url, credentials: { user: 'me', password: 'secret' } });
      assert.deepEqual([user, pass], ['me', 'secret']);
      assert.equal(optionsOf({ url, credentials: { token: 'secret' } }).token, 'secret');
      const credsFile = join(folder, 'missing.creds');
      assert.throws(() => optionsOf({ url, credentials: { credsFile } }), /cannot be read from .*missing\.creds/);
    }));
});

describe('what a server acknowledges', () => {
  test('survives a crash only from 2.10.23 on, and only where somebody has said how it is configured', () => {
    assert.equal(whyNotDurable({ syncsAlways: true }, '2.10.23'), null);
    assert.equal(whyNotDurable({ syncsAlways: true }, '2.11.0-preview.1'), null);
    assert.equal(whyNotDurable({ syncsAlways: true }, '3.0.0'), null);
    assert.match(whyNotDurable({}, '2.12.1') ?? '', /sync_interval/);
    for (const version of ['2.9.10', '2.10.22', '1.99.99', '', 'dev']) {
      assert.match(whyNotDurable({ syncsAlways: true }, version) ?? '', /older than 2\.10\.23/);
    }
  });
});

describe('the names of a project on a server', () => {
  test('are made of a name that means nothing to the server', () => {
    assert.equal(placeNames('a-1').logSubject('main'), 'clutch.a-1.log.main');
    for (const project of ['a.b', 'a*', '>', 'A', '', 'a'.repeat(65)]) assert.throws(() => placeNames(project));
  });

  test('say the format, and whose log it is', () => {
    assert.equal(formatOf(placeNames('a').description), 1);
    assert.equal(formatOf('CLUTCH collab, format 2: records of a'), 2);
    for (const text of [undefined, '', 'a stream of somebody']) assert.equal(formatOf(text), null);
    assert.equal(machineOf('clutch.a.log.main'), 'main');
    assert.equal(machineOf('clutch.a.log.MAIN'), null);
  });
});
