import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NatsSettings } from '#schemas/nats.ts';
import { natsOptions } from '../../../../server/transports/nats/settings.ts';

const url = 'tls://host:4222';
const usual = NatsSettings.parse({});

describe('how this machine is let in', () => {
  test('is said by its settings', () => {
    assert.deepEqual(natsOptions(url, usual, {}), { url, syncsAlways: false, tls: {} });
    const settings = NatsSettings.parse({ credentials: { token: 'secret' }, caFile: '/ca.pem', syncsAlways: true });
    assert.deepEqual(natsOptions(url, settings, {}), {
      url,
      syncsAlways: true,
      credentials: { token: 'secret' },
      tls: { caFile: '/ca.pem' },
    });
  });

  test('is said by the environment first, and never by half', () => {
    const settings = NatsSettings.parse({ credentials: { token: 'of the settings' } });
    const of = (env: Record<string, string>) => natsOptions(url, settings, env).credentials;
    assert.deepEqual(of({ CLUTCH_NATS_USER: 'me', CLUTCH_NATS_PASSWORD: 'x' }), { user: 'me', password: 'x' });
    assert.deepEqual(of({ CLUTCH_NATS_TOKEN: 'x' }), { token: 'x' });
    assert.deepEqual(of({ CLUTCH_NATS_CREDS: '/me.creds' }), { credsFile: '/me.creds' });
    assert.deepEqual(of({}), { token: 'of the settings' });
    assert.throws(() => of({ CLUTCH_NATS_USER: 'me' }), /belong together/);
  });
});
