import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import {
  EditPromptMethod,
  EditedPrompt,
  ListPromptsMethod,
  ListedPrompt,
  ShowPromptMethod,
  ShownPrompt,
} from '#schemas/protocol/prompts.ts';
import { simplePhases, withPlanStage } from '../helpers/plan-stage.ts';

test('a client lists the prompts of a project, looks at one, and words it anew', () =>
  withPlanStage(simplePhases(1), async ({ clutch, project: { root, prd } }) => {
    await clutch.run(root, 'server', 'start');
    const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(clutch.home, 'server.json'), 'utf8')));
    const socket = createConnection(address);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.listen();
    const request = (method: string, params: object): Promise<unknown> => connection.sendRequest(method, params);
    const look = { prompt: 'executor', target: prd, planned: true, phase: '1', workstream: 'alpha', run: null };
    try {
      const listed = z.array(ListedPrompt).parse(await request(ListPromptsMethod, { project: root }));
      assert.deepEqual(new Set(listed.map(({ source }) => source)), new Set(['bundled']));
      assert.deepEqual(
        listed.filter(({ planned }) => !planned).map(({ name }) => name),
        ['reviewer', 'pm', 'qa', 'pe', 'verify'],
      );
      const shown = ShownPrompt.parse(await request(ShowPromptMethod, look));
      assert.match(shown.text, /^You are executor-alpha for phase 1/);
      const { path: file, created } = EditedPrompt.parse(
        await request(EditPromptMethod, { project: root, prompt: 'executor' }),
      );
      assert.ok(created && existsSync(file));
      const own = ShownPrompt.parse(await request(ShowPromptMethod, look));
      assert.deepEqual([own.text, own.source], [shown.text, '.clutch/prompts/executor.md']);
      await assert.rejects(request(ShowPromptMethod, { ...look, workstream: 'x' }), /Phase 1 has no workstream x\./);
      await assert.rejects(request(ShowPromptMethod, { ...look, run: 'x' }), /There is no run x\./);
      await assert.rejects(request(EditPromptMethod, { project: root, prompt: '../x' }), /Invalid option/);
    } finally {
      connection.dispose();
      socket.destroy();
    }
  }));
