import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../../helpers/processes.ts';
import { withTempDir } from '../../../helpers/temp.ts';
import { createTeam } from './machines.ts';

const PROGRAM = path.join(import.meta.dirname, 'kill-member.ts');

export interface KillFigures {
  readonly kills: number;
  readonly acknowledged: number;
  readonly applied: number;
}

/**
 * Kills a writer and a reader of one folder in turn, at any moment, and starts each again. Throws where something that was
 * acknowledged was not applied in the end, was applied twice or out of order.
 */
export function killLoop(kills: number): Promise<KillFigures> {
  return withTempDir(async (folder) => {
    mkdirSync(path.join(folder, 'share'));
    const keyFile = path.join(folder, 'keys.json');
    writeFileSync(keyFile, JSON.stringify([...createTeam('main', 'worker').keys]));
    const acknowledged = new Set<string>();
    const children: ChildProcess[] = [];
    const begin = (role: string, machine: string): ChildProcess => {
      const child = spawn(process.execPath, [PROGRAM, role, machine, folder, keyFile], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      collect(child, acknowledged);
      children.push(child);
      return child;
    };
    let writer = begin('writer', 'main');
    let reader = begin('reader', 'worker');
    const applied = (): readonly (readonly [number, string])[] => linesOf(path.join(folder, 'worker.applied'));

    try {
      for (let count = 0; count < kills; count += 1) {
        const isWriter = count % 2 === 0;
        const [said, heard] = [acknowledged.size, applied().length];
        const isAtWork = (): boolean => (isWriter ? acknowledged.size > said : applied().length > heard);
        await until(isAtWork, { what: `something happens before kill ${count}`, deadlineMs: 30_000 });
        await delay(Math.random() * 60);
        const victim = isWriter ? writer : reader;
        victim.kill('SIGKILL');
        await once(victim, 'close');
        if (isWriter) writer = begin('writer', 'main');
        else reader = begin('reader', 'worker');
      }

      const said = acknowledged.size;
      await until(() => acknowledged.size > said, { what: 'the last writer says something', deadlineMs: 30_000 });
      writer.kill('SIGKILL');
      await once(writer, 'close');
      const isComplete = (): boolean => {
        const ids = new Set(applied().map(([, id]) => id));
        return [...acknowledged].every((id) => ids.has(id));
      };
      await until(isComplete, { what: 'all that was acknowledged is applied', deadlineMs: 60_000, everyMs: 200 });
      reader.kill('SIGKILL');
      await once(reader, 'close');
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
    assert.deepEqual(
      applied().map(([seq]) => seq),
      applied().map((_, index) => index + 1),
      'each is applied once and in order',
    );
    return { kills, acknowledged: acknowledged.size, applied: applied().length };
  });
}

/** What is printed may arrive cut anywhere. */
function collect(child: ChildProcess, acknowledged: Set<string>): void {
  let rest = '';
  child.stdout?.on('data', (data) => {
    const lines = `${rest}${String(data)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== 'started') acknowledged.add(line);
  });
}

function linesOf(file: string): readonly (readonly [number, string])[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [seq, id] = line.split(' ');
      return [Number(seq), id ?? ''] as const;
    });
}
