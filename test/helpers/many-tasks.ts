import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openTaskStore, type WrittenTask } from '../../server/store/task-store.ts';

/** Writes that many tasks down for a project before any server has this home; all are ready, `Task 1` is the first. */
export function writeManyTasks(home: string, project: string, count: number): void {
  // The store makes its tables; each of its own changes would wait for the disk.
  openTaskStore(home).close();
  const database = new DatabaseSync(path.join(home, 'tasks.db'));
  const insert = database.prepare('INSERT INTO task VALUES (?, ?, ?)');
  const place = database.prepare('INSERT INTO place VALUES (?, ?)');
  database.exec('BEGIN');
  for (let number = 1; number <= count; number += 1) {
    const task = taskNumber(number, project);
    insert.run(task.id, JSON.stringify(task), '');
    place.run(task.id, number);
  }
  database.exec('COMMIT');
  database.close();
}

const taskNumber = (number: number, project: string): WrittenTask => ({
  id: `t${String(number).padStart(6, '0')}`,
  project,
  title: `Task ${number}`,
  status: 'ready',
  cameFrom: 'backlog',
  priority: 'medium',
  role: null,
  tags: [],
  dependsOn: [],
  evidence: null,
  updatedAt: Date.UTC(2026, 0, 1) + number,
});
